package io.pluralbridge.journal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of which each is in one hand at a time, among all nodes of a database. They are let go when
 * the process that holds them dies, at once and by themselves.
 *
 * <p>On PostgreSQL they are advisory locks of one session that is kept for them. The embedded
 * database has one process, which keeps them to itself.
 */
public final class Locks implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Locks.class);

  /** Far from the keys that other programs use on the same database: these have two parts. */
  private static final String KEY = "(1347571019, hashtext(?))";

  private final Set<String> held = new HashSet<>();
  private final @Nullable DataSource source;
  private @Nullable Connection session;

  /** A name in our hand, until closed. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  private Locks(@Nullable DataSource source) {
    this.source = source;
  }

  /** Names that only this process takes. */
  public static Locks ofOneProcess() {
    return new Locks(null);
  }

  /** Names that are taken by sessions of that database, which is PostgreSQL. */
  static Locks amongNodes(DataSource source) {
    return new Locks(source);
  }

  /**
   * Takes a name.
   *
   * @return empty when it is in another hand, of this process or another, or when that cannot be
   *     found out now
   */
  public synchronized Optional<Held> tryLock(String name) {
    if (held.contains(name) || !said("pg_try_advisory_lock", name)) {
      return Optional.empty();
    }
    held.add(name);
    return Optional.of(() -> release(name));
  }

  private synchronized void release(String name) {
    if (held.remove(name)) {
      said("pg_advisory_unlock", name);
    }
  }

  /** Finds out whether our session is still there, and gets another where it is not. */
  public synchronized void keep() {
    if (source == null) {
      return;
    }
    try {
      if (!session().isValid(5)) {
        forgetSession();
        session();
      }
    } catch (SQLException e) {
      log.warn("Our session with the database is gone: {}", e.getMessage());
      forgetSession();
    }
  }

  private boolean said(String function, String name) {
    if (source == null) {
      return true;
    }
    try {
      return call(session(), function, name);
    } catch (SQLException e) {
      log.warn("The database does not say who holds {}: {}", name, e.getMessage());
      forgetSession();
      return false;
    }
  }

  /** The session; a new one takes over the names of one that broke, as far as they are free. */
  private Connection session() throws SQLException {
    Connection open = session;
    DataSource from = source;
    if (open == null && from != null) {
      open = from.getConnection();
      session = open;
      for (String name : held) {
        if (!call(open, "pg_try_advisory_lock", name)) {
          log.warn("Another node has taken {} while our session with the database was gone", name);
        }
      }
    }
    if (open == null) {
      throw new IllegalStateException("there is no session to keep locks in");
    }
    return open;
  }

  private void forgetSession() {
    Connection broken = session;
    session = null;
    if (broken != null) {
      try {
        broken.abort(Runnable::run);
        broken.close();
      } catch (SQLException e) {
        log.debug("The broken session did not close", e);
      }
    }
  }

  private static boolean call(Connection session, String function, String name)
      throws SQLException {
    try (PreparedStatement call = session.prepareStatement("SELECT " + function + KEY)) {
      call.setString(1, name);
      try (ResultSet answer = call.executeQuery()) {
        answer.next();
        return answer.getBoolean(1);
      }
    }
  }

  /** Lets go of everything. */
  @Override
  public synchronized void close() {
    held.clear();
    forgetSession();
  }
}
