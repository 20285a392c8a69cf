package io.pluralbridge.journal.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.pluralbridge.disk.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database under the journal, migrated to what this version expects: SQLite embedded, or
 * PostgreSQL.
 *
 * <p>SQLite runs with a write-ahead log and, unless told otherwise, {@code synchronous=FULL}: what
 * is committed survives a killed process and a power cut. It has one writer, so transactions take
 * the write lock at once.
 */
public final class Database implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Database.class);

  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  /** Whatever stronger the server is set to, stays. */
  private static final String COMMIT_TO_DISK =
      "SELECT set_config('synchronous_commit', 'on', false)"
          + " WHERE current_setting('synchronous_commit') = 'off'";

  private static final String COMMIT_TO_MEMORY = "SET synchronous_commit = off";

  /**
   * Every look of ours has its index. PostgreSQL would rather read whole tables as long as it has
   * not counted the rows of a new one, or has counted them at another moment, or all that is due,
   * to sort it: then each claim takes up to seconds.
   */
  private static final String BY_INDEX =
      "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;"
          + " SET enable_hashjoin = off; SET enable_mergejoin = off; ";

  /**
   * The server finds out within half a minute that the machine of a session is gone: until then it
   * keeps what that session has locked, names and rows.
   */
  private static final String NOTICE_DEAD_MACHINES =
      "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;"
          + " SET tcp_user_timeout = 30000; ";

  /** SQLITE_CORRUPT and SQLITE_NOTADB. */
  private static final int CORRUPT = 11;

  private static final int NO_DATABASE = 26;

  /** Nothing that is no circle has more. */
  private static final int CAUSES = 50;

  private static final String READ_AND_WRITE = "2";

  /**
   * So many pages of 4 KB are written one after the other before they are put in their places. A
   * page that was changed many times meanwhile is put there once.
   */
  private static final int PAGES_OF_LOG = 8_000;

  private final HikariDataSource pool;
  private final HikariDataSource writing;
  private final boolean embedded;
  private final Optional<Path> file;
  private final Optional<MainFile> mainFile;
  private final Locks locks;
  private volatile @Nullable Continuity continuity;

  private Database(
      HikariDataSource pool,
      HikariDataSource writing,
      boolean embedded,
      Optional<Path> file,
      Optional<MainFile> mainFile) {
    this.pool = pool;
    this.writing = writing;
    this.embedded = embedded;
    this.file = file;
    this.mainFile = mainFile;
    if (pool.getDataSource() instanceof Connections connections) {
      connections.toTell = this::malformed;
    }
    this.locks = embedded ? Locks.ofOneProcess() : Locks.amongNodes(pool);
  }

  /**
   * Connects and migrates.
   *
   * @throws IllegalArgumentException when the address is neither SQLite's nor PostgreSQL's
   * @throws IllegalStateException when the database cannot be reached
   */
  public static Database open(DatabaseSettings settings) {
    boolean embedded = settings.url().startsWith(SQLITE);
    if (!embedded && !settings.url().startsWith(POSTGRESQL)) {
      throw new IllegalArgumentException(
          "bridge.database.url starts with "
              + SQLITE
              + " or "
              + POSTGRESQL
              + ", and this one does not: "
              + settings.url().replaceAll("(?<=^jdbc:[a-z]{1,20}:).*", "…"));
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName("journal");
    // One of them is kept: for the locks of a server, or the files of the embedded database.
    config.setMaximumPoolSize(9);
    config.setMinimumIdle(1);
    if (embedded) {
      settings.file().ifPresent(file -> makeForOwnerOnly(file, config));
      config.addDataSourceProperty("journal_mode", "WAL");
      config.addDataSourceProperty(
          "synchronous", settings.durability() == Durability.POWER_CUT ? "FULL" : "NORMAL");
      // What is erased is written over: sealed card data once its outcome is known.
      config.addDataSourceProperty("secure_delete", "true");
      config.addDataSourceProperty("busy_timeout", "30000");
      config.addDataSourceProperty("cache_size", "-65536");
      config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
      config.setConnectionInitSql("PRAGMA wal_autocheckpoint=" + PAGES_OF_LOG);
      config.setDataSource(new Connections(settings.url(), config.getDataSourceProperties()));
    } else {
      config.setJdbcUrl(settings.url());
      config.addDataSourceProperty("tcpKeepAlive", "true");
      config.addDataSourceProperty("ApplicationName", "plural-bridge");
      config.setConnectionInitSql(
          BY_INDEX
              + NOTICE_DEAD_MACHINES
              + (settings.durability() == Durability.POWER_CUT
                  ? COMMIT_TO_DISK
                  : COMMIT_TO_MEMORY));
      config.setUsername(settings.username());
      config.setPassword(settings.password());
    }
    Optional<MainFile> mainFile = settings.file().flatMap(Database::read);
    HikariDataSource pool = null;
    try {
      pool = connect(config);
      migrate(pool, embedded);
      if (!embedded) {
        warnOfServerThatForgets(pool);
      }
      return new Database(pool, connect(oneOf(config)), embedded, settings.file(), mainFile);
    } catch (RuntimeException e) {
      if (pool != null) {
        pool.close();
      }
      mainFile.ifPresent(MainFile::close);
      if (embedded && isMalformed(e)) {
        throw new IllegalStateException(
            Continuity.malformed(settings.file(), malformedIn(e).orElse(e)), e);
      }
      throw e;
    }
  }

  /**
   * SQLite would make it for all to read. Its log beside it has the rights of the file itself. And
   * only here may it be made: were it taken away later, another one would take its place.
   */
  private static void makeForOwnerOnly(Path file, HikariConfig config) {
    try {
      // One that is there is not even opened: to close it again would let go of SQLite's locks.
      OwnerOnly.file(file);
    } catch (FileAlreadyExistsException there) {
      log.debug("{} is there", file, there);
    } catch (IOException e) {
      log.debug("{} cannot be made; why is for SQLite to say", file, e);
      return;
    }
    config.addDataSourceProperty("open_mode", READ_AND_WRITE);
  }

  private static Optional<MainFile> read(Path file) {
    try {
      return Optional.of(MainFile.open(file));
    } catch (IOException e) {
      log.debug("{} cannot be read; why is for SQLite to say", file, e);
      return Optional.empty();
    }
  }

  /** What a connection of SQLite has in memory is worth nothing once another one has written. */
  private static HikariConfig oneOf(HikariConfig pool) {
    HikariConfig one = new HikariConfig();
    pool.copyStateTo(one);
    one.setPoolName("journal-writer");
    one.setMaximumPoolSize(1);
    return one;
  }

  private static HikariDataSource connect(HikariConfig config) {
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "the database of bridge.database.url (BRIDGE_DATABASE_URL) cannot be opened: "
              + cause.getMessage(),
          e);
    }
  }

  private static void warnOfServerThatForgets(DataSource pool) {
    String fsync = new JdbcTemplate(pool).queryForObject("SHOW fsync", String.class);
    if ("off".equals(fsync)) {
      log.warn(
          "The PostgreSQL server runs with fsync=off: a power cut may lose what was acknowledged,"
              + " and so may the crash of its machine");
    }
  }

  private static void migrate(DataSource pool, boolean embedded) {
    Flyway.configure()
        .dataSource(pool)
        .locations("classpath:db/migration")
        .placeholders(
            Map.of(
                "identity",
                embedded
                    ? "INTEGER PRIMARY KEY AUTOINCREMENT"
                    : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))
        .load()
        .migrate();
  }

  /** True for the database under the data folder, which one process has to itself. */
  public boolean isEmbedded() {
    return embedded;
  }

  /** True, once it has answered a simple question: whether it has what this node committed. */
  public boolean answers() {
    Continuity watching = continuity;
    if (watching == null) {
      reading().queryForObject("SELECT 1", Integer.class);
    } else {
      watching.look(reading());
    }
    return true;
  }

  /** From here on each commit is counted. */
  void follow(Continuity watching) {
    continuity = watching;
  }

  /** True when this is not the database any more that this node has written. */
  boolean isLost() {
    Continuity watching = continuity;
    return watching != null && watching.isLost();
  }

  /** True when there is no reason to send nothing. */
  public boolean isSound() {
    Continuity watching = continuity;
    return watching == null || watching.trouble().isEmpty();
  }

  /** True when outcomes are not lost by writing them down. */
  boolean takesOutcomes() {
    Continuity watching = continuity;
    return watching == null || watching.takesOutcomes();
  }

  /** The file of the embedded database; empty when it is elsewhere. */
  Optional<Path> file() {
    return file;
  }

  /**
   * A connection for as long as the database is open. With it, the embedded one keeps the files
   * that it has.
   */
  Connection keepOpen() {
    try {
      Connection connection = pool.getConnection();
      try (Statement statement = connection.createStatement();
          ResultSet any = statement.executeQuery("SELECT COUNT(*) FROM journal_run")) {
        any.next();
      }
      return connection;
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be kept open: " + e.getMessage(), e);
    }
  }

  /** What is in one hand at a time, among all nodes that share this database. */
  public Locks locks() {
    return locks;
  }

  /**
   * The time that all nodes go by, in milliseconds UTC.
   *
   * @throws DataAccessException when it cannot be asked
   */
  public long millis() {
    if (embedded) {
      return System.currentTimeMillis();
    }
    Long now =
        reading()
            .queryForObject(
                "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)", Long.class);
    return now == null ? System.currentTimeMillis() : now;
  }

  /** Of the one writer: a single connection. */
  DataSource writing() {
    return writing;
  }

  public JdbcTemplate reading() {
    return template(pool);
  }

  /** One that notices a malformed database. */
  JdbcTemplate template(DataSource source) {
    return new Noticing(source);
  }

  /**
   * Makes connections to the embedded database, and tells at once of one that cannot be made as the
   * database is malformed: the pool would try for half a minute.
   */
  private static final class Connections extends DriverManagerDataSource {

    private volatile Consumer<SQLException> toTell = malformed -> {};
    private volatile int loginTimeout;

    private Connections(String url, Properties properties) {
      super(url, properties);
    }

    /** The pool closes by it. */
    @Override
    public int getLoginTimeout() {
      return loginTimeout;
    }

    @Override
    public void setLoginTimeout(int seconds) {
      loginTimeout = seconds;
    }

    @Override
    public Connection getConnection() throws SQLException {
      try {
        return super.getConnection();
      } catch (SQLException e) {
        if (isMalformed(e)) {
          toTell.accept(e);
        }
        throw e;
      }
    }
  }

  private final class Noticing extends JdbcTemplate {

    private Noticing(DataSource source) {
      super(source);
    }

    @Override
    protected DataAccessException translateException(
        String task, @Nullable String sql, SQLException e) {
      return embedded && isMalformed(e) ? malformed(e) : super.translateException(task, sql, e);
    }
  }

  private JournalLostException malformed(Throwable e) {
    Throwable cause = malformedIn(e).orElse(e);
    Continuity watching = continuity;
    return new JournalLostException(
        watching == null
            ? Continuity.malformed(file, cause)
            : watching.isMalformed(String.valueOf(cause.getMessage())));
  }

  private static boolean isMalformed(Throwable failure) {
    return malformedIn(failure).isPresent();
  }

  /** Where SQLite says so, among all that led to that failure. */
  private static Optional<Throwable> malformedIn(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(CAUSES)
        .filter(
            cause ->
                cause instanceof SQLException e
                    && (e.getErrorCode() == CORRUPT || e.getErrorCode() == NO_DATABASE))
        .findFirst();
  }

  /** What is read of the embedded database's file past SQLite; empty when it is elsewhere. */
  Optional<MainFile> mainFile() {
    return mainFile;
  }

  /** Runs the work in a transaction beside those of the one writer. */
  public <T> T commit(Function<JdbcTemplate, T> work) {
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(pool));
    return inOne(transaction, Lane.CLAIMS, reading(), work).result();
  }

  /**
   * What a transaction returned.
   *
   * @param wrote false when it changed nothing, which the fullest disk takes
   */
  record Done<T>(T result, boolean wrote) {}

  /** Runs the work in a transaction that is counted with it. */
  <T> Done<T> inOne(
      TransactionTemplate transaction, Lane lane, JdbcTemplate db, Function<JdbcTemplate, T> work) {
    Continuity watching = continuity;
    if (watching == null) {
      return new Done<>(
          Objects.requireNonNull(transaction.execute(status -> work.apply(db))), true);
    }
    Continuity.Step step = watching.step(lane);
    T result;
    try {
      result =
          transaction.execute(
              status -> {
                step.begin(db);
                T done = work.apply(db);
                step.end(db);
                return done;
              });
    } catch (TransactionException e) {
      throw reason(e);
    }
    step.committed();
    return new Done<>(Objects.requireNonNull(result), step.wrote());
  }

  /** SQLite rolls back by itself on a full disk, and then cannot once more: that is no reason. */
  private RuntimeException reason(TransactionException e) {
    if (embedded && isMalformed(e)) {
      return malformed(e);
    }
    return embedded
            && e instanceof TransactionSystemException system
            && system.getApplicationException() instanceof RuntimeException first
        ? first
        : e;
  }

  /** As {@link Bulk} says it. */
  public boolean[] write(JdbcTemplate db, Bulk change, List<@Nullable Object[]> rows) {
    return change.write(db, !embedded, rows);
  }

  /** What makes a claim skip the rows that another node is claiming; SQLite has one writer. */
  public String skipLocked() {
    return embedded ? "" : " FOR UPDATE SKIP LOCKED";
  }

  /** The same where more than one table is looked at. */
  public String skipLockedOf(String table) {
    return embedded ? "" : " FOR UPDATE OF " + table + " SKIP LOCKED";
  }

  /** What makes a look wait until nobody is changing that row; SQLite has one writer. */
  public String lockRow() {
    return embedded ? "" : " FOR UPDATE";
  }

  @Override
  public void close() {
    locks.close();
    writing.close();
    pool.close();
    mainFile.ifPresent(MainFile::close);
  }
}
