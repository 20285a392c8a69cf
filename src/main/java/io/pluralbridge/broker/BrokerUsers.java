package io.pluralbridge.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in: those named here, each with its password. They may send, receive and make
 * queues, and nothing else.
 */
final class BrokerUsers implements ActiveMQSecurityManager {

  /** What a user may do, wherever. No deleting of durable queues, no management. */
  static final Role ROLE =
      new Role("user", true, true, true, false, true, true, false, true, true, true, false, false);

  private final Map<String, byte[]> passwords;

  BrokerUsers(Map<String, byte[]> passwords) {
    this.passwords = passwords;
  }

  @Override
  public boolean validateUser(@Nullable String user, @Nullable String password) {
    byte[] right = user == null ? null : passwords.get(user);
    return right != null
        && password != null
        && MessageDigest.isEqual(right, password.getBytes(UTF_8));
  }

  @Override
  public boolean validateUserAndRole(
      @Nullable String user, @Nullable String password, Set<Role> roles, CheckType checkType) {
    return validateUser(user, password) && roles.stream().anyMatch(checkType::hasRole);
  }
}
