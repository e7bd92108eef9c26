package dev.muster.simulations.live.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Get and list. All pages of a list show the state of its first page: later ones are rebuilt from
 * the history, so a token needs no memory and expires when the history is compacted.
 */
final class Reads {
  /** Where a list goes on: after {@code last}, in the state of {@code version}. */
  private record Token(long version, Key last) {
    String encode() {
      var text = version + "\n" + last.namespace() + "\n" + last.name();
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Token decode(String token) {
      try {
        var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        var parts = text.split("\n", -1);
        if (parts.length == 3) {
          return new Token(Long.parseLong(parts[0]), new Key(parts[1], parts[2]));
        }
      } catch (IllegalArgumentException malformed) {
        throw Statuses.badRequest("continue key is not valid: " + malformed.getMessage());
      }
      throw Statuses.badRequest("continue key is not valid");
    }
  }

  private final Kinds kinds;
  private final Database database;
  private final History history;

  Reads(Kinds kinds, Database database, History history) {
    this.kinds = kinds;
    this.database = database;
    this.history = history;
  }

  /** The stored object; refuses with 404. */
  Map<String, @Nullable Object> require(ResourceType type, String namespace, String name) {
    var object = database.get(type, new Key(type.namespaced() ? namespace : "", name));
    if (object == null) {
      throw Statuses.notFound(type, name);
    }
    return object;
  }

  Response get(Request request) {
    checkVersion(request.options().resourceVersion());
    var stored = require(request.type(), request.namespace(), request.name());
    return new Response.Success(200, kinds.view(request.type(), stored));
  }

  Response list(Request request) {
    var options = request.options();
    checkVersion(options.resourceVersion());
    var filter = Filter.of(request.namespace(), options);
    if (options.continueToken().isEmpty()) {
      return page(request, filter, database.version(), database.all(request.type()));
    }
    var token = Token.decode(options.continueToken());
    if (!history.reaches(token.version) || token.version > database.version()) {
      throw Statuses.expired(
          "The provided continue parameter is too old to display a consistent list result. You can"
              + " start a new list without the continue parameter.");
    }
    var then = history.stateAt(token.version, request.type(), database.all(request.type()));
    var rest = then.tailMap(new Key(token.last.namespace(), token.last.name() + "\0"));
    return page(request, filter, token.version, rest);
  }

  private Response page(
      Request request,
      Filter filter,
      long version,
      SortedMap<Key, Map<String, @Nullable Object>> objects) {
    int limit = request.options().limit();
    var items = new ArrayList<@Nullable Object>();
    @Nullable Key last = null;
    int remaining = 0;
    for (var entry : objects.entrySet()) {
      boolean full = limit > 0 && items.size() == limit;
      if (full && filter.everything()) {
        remaining += filter.covers(entry.getKey()) ? 1 : 0;
        continue;
      }
      var object = kinds.view(request.type(), entry.getValue());
      if (!filter.matches(object)) {
        continue;
      }
      if (full) {
        remaining = 1;
        break;
      }
      items.add(object);
      last = entry.getKey();
    }
    var metadata = new LinkedHashMap<String, @Nullable Object>();
    metadata.put("resourceVersion", Long.toString(version));
    if (remaining > 0 && last != null) {
      metadata.put("continue", new Token(version, last).encode());
      if (filter.everything()) {
        metadata.put("remainingItemCount", (long) remaining);
      }
    }
    return new Response.Success(200, listOf(request.type(), metadata, items));
  }

  static Map<String, @Nullable Object> listOf(
      ResourceType type, Map<String, @Nullable Object> metadata, List<@Nullable Object> items) {
    return Trees.of(
        "kind",
        type.listKind(),
        "apiVersion",
        type.apiVersion(),
        "metadata",
        Trees.frozen(metadata),
        "items",
        Trees.frozen(items));
  }

  /** Whether a version asked for is one at all, and not of the future. */
  private void checkVersion(String text) {
    if (text.isEmpty()) {
      return;
    }
    long asked = parseVersion(text);
    if (asked > database.version()) {
      throw Statuses.tooNew(asked, database.version());
    }
  }

  static long parseVersion(String text) {
    try {
      long version = Long.parseLong(text);
      if (version >= 0) {
        return version;
      }
    } catch (NumberFormatException malformed) {
      throw Statuses.badRequest("resourceVersion: Invalid value: \"" + text + "\": not a version");
    }
    throw Statuses.badRequest("resourceVersion: Invalid value: \"" + text + "\": is negative");
  }
}
