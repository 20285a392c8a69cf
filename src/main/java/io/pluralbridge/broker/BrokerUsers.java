package io.pluralbridge.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Set;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnection;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.remoting.Connection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CompositeAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in, and what each may do: the bridge itself, from inside only, sends, receives and
 * looks everywhere; other programs send commands, receive what is told, and make temporary queues
 * for that. Nobody manages the broker, or makes a queue that stays.
 */
final class BrokerUsers implements ActiveMQSecurityManager5 {

  /** As Artemis and its clients name a temporary queue. */
  private static final Pattern TEMPORARY =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private final String insider;
  private final byte[] secretOfInsider;
  private final String outsider;
  private final Subject subjectOfInsider;
  private final Subject subjectOfOutsider;
  private final Set<String> sendTo;
  private final Set<String> readFrom;
  private final Set<String> topics;
  private final LogIns logIns;

  /**
   * The bridge itself, and one user for all other programs.
   *
   * @param secretOfInsider the password of {@link EmbeddedBroker#INSIDE}
   * @param logIns looks at the user and the password of the others
   */
  BrokerUsers(String secretOfInsider, EmbeddedSettings settings, LogIns logIns) {
    this.insider = EmbeddedBroker.INSIDE;
    this.secretOfInsider = secretOfInsider.getBytes(UTF_8);
    this.outsider = settings.username();
    this.subjectOfInsider = subject(insider);
    this.subjectOfOutsider = subject(outsider);
    this.sendTo = settings.guarded();
    this.readFrom = settings.queues();
    this.topics = settings.topics();
    this.logIns = logIns;
  }

  @Override
  public @Nullable Subject authenticate(
      @Nullable String user,
      @Nullable String password,
      @Nullable RemotingConnection connection,
      @Nullable String securityDomain) {
    @Nullable Connection transport =
        connection == null ? null : connection.getTransportConnection();
    boolean isInside = transport instanceof InVMConnection;
    if (transport instanceof NettyConnection netty) {
      return logIns.admit(netty.getChannel(), user, password) ? subjectOfOutsider : null;
    }
    return isInside && isInsider(user, password) ? subjectOfInsider : null;
  }

  private static Subject subject(String name) {
    return new Subject(true, Set.of(new UserPrincipal(name)), Set.of(), Set.of());
  }

  private boolean isInsider(@Nullable String user, @Nullable String password) {
    return insider.equals(user) && is(password, secretOfInsider);
  }

  private static boolean is(@Nullable String password, byte[] right) {
    return password != null && MessageDigest.isEqual(right, password.getBytes(UTF_8));
  }

  @Override
  public boolean authorize(
      @Nullable Subject subject, Set<Role> roles, CheckType checkType, String address) {
    String user = subject == null ? null : getUserFromSubject(subject);
    return insider.equals(user)
        ? mayInsider(checkType)
        : outsider.equals(user) && mayOutsider(checkType, bare(address));
  }

  /** Of a queue we are asked by its address and its name. What counts is the address. */
  private static String bare(String address) {
    return CompositeAddress.extractAddressName(address);
  }

  private static boolean mayInsider(CheckType checkType) {
    return switch (checkType) {
      case SEND, CONSUME, BROWSE -> true;
      default -> false;
    };
  }

  private boolean mayOutsider(CheckType checkType, String address) {
    boolean isTemporary = TEMPORARY.matcher(address).matches();
    return switch (checkType) {
      case SEND -> sendTo.contains(address);
      case CONSUME, BROWSE -> readFrom.contains(address) || topics.contains(address) || isTemporary;
      case CREATE_NON_DURABLE_QUEUE, DELETE_NON_DURABLE_QUEUE ->
          topics.contains(address) || isTemporary;
      default -> false;
    };
  }

  @Override
  public boolean validateUser(@Nullable String user, @Nullable String password) {
    return false; // Nobody asks without the connection.
  }

  @Override
  public boolean validateUserAndRole(
      @Nullable String user, @Nullable String password, Set<Role> roles, CheckType checkType) {
    return false; // Nobody asks without the connection.
  }
}
