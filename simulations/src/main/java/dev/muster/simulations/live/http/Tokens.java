package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.Requester;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens and whose they are. One token per user, and any number per service account; read by
 * any thread.
 */
final class Tokens {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 24;
  private static final String SCHEME = "bearer ";

  private final Map<String, String> tokenOfUser = new ConcurrentHashMap<>();
  private final Map<String, String> userOfToken = new ConcurrentHashMap<>();
  private final Map<String, Requester> plainOfToken = new ConcurrentHashMap<>();
  private final AccountTokens accounts;

  Tokens(AccountTokens accounts) {
    this.accounts = accounts;
  }

  /** Those of service accounts. */
  AccountTokens accounts() {
    return accounts;
  }

  /** A secret that nobody guesses, of letters, digits, {@code -} and {@code _}. */
  static String random() {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The user's token, made on first use. */
  String of(String user) {
    return tokenOfUser.computeIfAbsent(
        user,
        name -> {
          var token = random();
          userOfToken.put(token, name);
          return token;
        });
  }

  /** Takes over a token that was given out before. */
  void put(String user, String token) {
    tokenOfUser.put(user, token);
    userOfToken.put(token, user);
  }

  /** All tokens by their users, in order of their names. */
  SortedMap<String, String> all() {
    return new TreeMap<>(tokenOfUser);
  }

  /** Who holds this token. */
  Optional<String> user(String token) {
    return Optional.ofNullable(userOfToken.get(token));
  }

  /**
   * Whose token an {@code Authorization} header carries; without one, anonymous. A {@link Refusal}
   * if nobody's.
   */
  Known authenticate(@Nullable String header) {
    if (header == null) {
      return Known.lasting(Requester.ANONYMOUS);
    }
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw Refusal.unauthorized();
    }
    return known(header.substring(SCHEME.length()).strip()).orElseThrow(Refusal::unauthorized);
  }

  /** Who holds this token: whom the server itself gave one may do everything, or is named so. */
  Optional<Known> known(String token) {
    var plain = Optional.ofNullable(plainOfToken.get(token));
    return plain
        .or(() -> user(token).map(Tokens::master))
        .map(Known::lasting)
        .or(() -> accounts.read(token).map(Known::claimed));
  }

  private static Requester master(String user) {
    var groups = new ArrayList<>(Requester.named(user).groups());
    groups.addFirst(Requester.MASTERS);
    return Requester.of(user, groups.toArray(String[]::new));
  }

  /** A new token of somebody who may do only what roles and bindings allow. */
  String issue(Requester requester) {
    var token = random();
    plainOfToken.put(token, requester);
    return token;
  }
}
