package dev.muster.simulations.live.http;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Bearer tokens and whose they are. One token per user; read by any thread. */
final class Tokens {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 24;
  private static final String SCHEME = "bearer ";

  private final Map<String, String> tokenOfUser = new ConcurrentHashMap<>();
  private final Map<String, String> userOfToken = new ConcurrentHashMap<>();

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

  /** Whose token an {@code Authorization} header carries; a {@link Refusal} if nobody's. */
  String authenticate(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw Refusal.unauthorized();
    }
    return user(header.substring(SCHEME.length()).strip()).orElseThrow(Refusal::unauthorized);
  }
}
