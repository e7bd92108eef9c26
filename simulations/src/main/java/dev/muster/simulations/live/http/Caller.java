package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.Requester;
import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who a call comes from.
 *
 * @param requester in whose name it is made
 * @param behind who really makes it, if that is somebody else
 * @param claims of the token that it came with, if they may have ceased to hold
 */
record Caller(
    Requester requester, Optional<Requester> behind, Optional<AccountTokens.Claims> claims) {
  private static final String EXTRA = "impersonate-extra-";

  static Caller self(Known known) {
    return new Caller(known.requester(), Optional.empty(), known.claims());
  }

  /** Somebody known by his credentials, and whom he says to act for. */
  static Caller of(Known known, MultiMap headers) {
    var user = headers.get("Impersonate-User");
    var groups = headers.getAll("Impersonate-Group");
    var uid = headers.get("Impersonate-Uid");
    var extra = extra(headers);
    if (user == null || user.isEmpty()) {
      if (groups.isEmpty() && uid == null && extra.isEmpty()) {
        return self(known);
      }
      throw new Refusal(
          500,
          "InternalError",
          "Internal error occurred: groups, a uid or extra fields are to be impersonated without"
              + " impersonating a user");
    }
    var named = Requester.named(user);
    var all = new ArrayList<>(groups.isEmpty() ? named.groups() : groups);
    if (!all.contains(Requester.AUTHENTICATED) && !user.equals("system:anonymous")) {
      all.add(Requester.AUTHENTICATED);
    }
    var other = new Requester(user, uid == null ? "" : uid, all, extra);
    return new Caller(other, Optional.of(known.requester()), known.claims());
  }

  private static TreeMap<String, List<String>> extra(MultiMap headers) {
    var result = new TreeMap<String, List<String>>();
    for (var name : headers.names()) {
      var lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith(EXTRA)) {
        var key = URLDecoder.decode(lower.substring(EXTRA.length()), StandardCharsets.UTF_8);
        result.put(key, List.copyOf(headers.getAll(name)));
      }
    }
    return result;
  }
}
