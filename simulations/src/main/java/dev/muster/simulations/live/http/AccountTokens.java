package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import dev.muster.simulations.live.store.Requester;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs the tokens of service accounts and knows its own again: JSON web tokens under one secret.
 * Whether what a token claims still holds is for {@link Accounts} to say. Used by any thread.
 */
final class AccountTokens {
  /** Whom tokens are for unless somebody asks otherwise: this server, which also issues them. */
  static final String AUDIENCE = "https://kubernetes.default.svc.cluster.local";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int KEY_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";
  private static final String KUBERNETES = "kubernetes.io";
  private static final String CREDENTIAL = "authentication.kubernetes.io/";

  private final SecretKeySpec key;

  /** An object without which the token is void. */
  record Bound(String kind, String name, String uid) {
    /** What claims call it. */
    String field() {
      return kind.toLowerCase(Locale.ROOT);
    }
  }

  /** What a token says of its bearer. */
  record Claims(
      String namespace,
      String name,
      String uid,
      Optional<Bound> bound,
      List<String> audiences,
      Term term) {
    Claims {
      audiences = List.copyOf(audiences);
    }

    Requester requester() {
      var extra = new TreeMap<String, List<String>>();
      extra.put(CREDENTIAL + "credential-id", List.of("JTI=" + term.id()));
      bound.ifPresent(object -> {
        extra.put(CREDENTIAL + object.field() + "-name", List.of(object.name()));
        extra.put(CREDENTIAL + object.field() + "-uid", List.of(object.uid()));
      });
      return Requester.serviceAccount(namespace, name, uid).withExtra(extra);
    }
  }

  /** From when until when, in seconds since 1970, and which token of all it is. */
  record Term(String id, long issued, long expires) {}

  private AccountTokens(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** Under a new secret. */
  static AccountTokens fresh() {
    var key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return new AccountTokens(key);
  }

  /** Under a secret that {@link #secret} told. */
  static AccountTokens of(String secret) {
    var key = Base64.getDecoder().decode(secret);
    if (key.length < KEY_BYTES) {
      throw new IllegalArgumentException("its tokenKey is too short");
    }
    return new AccountTokens(key);
  }

  String secret() {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  String sign(Claims claims) {
    var account = tree("name", claims.name(), "uid", claims.uid());
    var kubernetes = tree("namespace", claims.namespace(), "serviceaccount", account);
    claims
        .bound()
        .ifPresent(object ->
            kubernetes.put(object.field(), tree("name", object.name(), "uid", object.uid())));
    var payload =
        tree(
            "aud",
            claims.audiences(),
            "exp",
            claims.term().expires(),
            "iat",
            claims.term().issued(),
            "iss",
            AUDIENCE,
            "jti",
            claims.term().id(),
            KUBERNETES,
            kubernetes,
            "nbf",
            claims.term().issued(),
            "sub",
            claims.requester().name());
    var signed = encoded(tree("alg", "HS256", "typ", "JWT")) + "." + encoded(payload);
    return signed + "." + encode(signature(signed));
  }

  private static String encoded(Map<String, @Nullable Object> tree) {
    return encode(JsonTree.bytes(tree));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private byte[] signature(String signed) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java cannot sign tokens", missing);
    }
  }

  /** What the token claims; empty if it is none of ours. */
  Optional<Claims> read(String token) {
    int end = token.lastIndexOf('.');
    int middle = token.indexOf('.');
    if (middle < 0 || middle == end) {
      return Optional.empty();
    }
    try {
      var given = Base64.getUrlDecoder().decode(token.substring(end + 1));
      return MessageDigest.isEqual(given, signature(token.substring(0, end)))
          ? Optional.of(claims(Base64.getUrlDecoder().decode(token.substring(middle + 1, end))))
          : Optional.empty();
    } catch (IllegalArgumentException noToken) {
      return Optional.empty();
    }
  }

  /** Of a payload that this server signed. */
  private static Claims claims(byte[] payload) {
    var tree = Views.object(JsonTree.json(payload).tree());
    var kubernetes = Views.object(tree.get(KUBERNETES));
    var account = Views.object(kubernetes.get("serviceaccount"));
    var audiences = new ArrayList<String>();
    if (tree.get("aud") instanceof List<?> list) {
      list.forEach(audience -> audiences.add(String.valueOf(audience)));
    }
    return new Claims(
        text(kubernetes, "namespace"),
        text(account, "name"),
        text(account, "uid"),
        bound(kubernetes),
        audiences,
        new Term(text(tree, "jti"), seconds(tree, "iat"), seconds(tree, "exp")));
  }

  private static Optional<Bound> bound(Map<String, @Nullable Object> kubernetes) {
    for (var kind : List.of("Pod", "Secret", "Node")) {
      var bound = new Bound(kind, "", "");
      if (kubernetes.get(bound.field()) instanceof Map<?, ?> object) {
        var tree = Views.object(object);
        return Optional.of(new Bound(kind, text(tree, "name"), text(tree, "uid")));
      }
    }
    return Optional.empty();
  }

  private static String text(Map<String, @Nullable Object> tree, String field) {
    return tree.get(field) instanceof String text ? text : "";
  }

  private static long seconds(Map<String, @Nullable Object> tree, String field) {
    return tree.get(field) instanceof Long number ? number : 0;
  }
}
