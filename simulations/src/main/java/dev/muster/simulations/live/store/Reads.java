package dev.muster.simulations.live.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Get and list. All pages of a list show the state of its first page: later ones are rebuilt from
 * the history, so a token needs no memory and expires when the history is compacted.
 */
final class Reads {
  /**
   * Where a list goes on: after {@code last}, in the state of {@code version}, with so many objects
   * left to tell; negative if nobody counted.
   */
  private record Token(long version, Key last, long left) {
    String encode() {
      var text = version + "\n" + left + "\n" + last.namespace() + "\n" + last.name();
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Token decode(String token) {
      try {
        var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        var parts = text.split("\n", -1);
        if (parts.length == 4) {
          return new Token(
              Long.parseLong(parts[0]), new Key(parts[2], parts[3]), Long.parseLong(parts[1]));
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
    checkVersion(request);
    var stored = require(request.type(), request.namespace(), request.name());
    return new Response.Success(200, kinds.view(request.type(), stored));
  }

  Response list(Request request) {
    var options = request.options();
    checkVersion(request);
    var filter =
        Filter.of(
            request.type(), kinds.custom(request.type()) != null, request.namespace(), options);
    if (options.exactVersion()) {
      return listPast(request, filter);
    }
    var all = database.all(request.type(), request.namespace());
    if (options.continueToken().isEmpty()) {
      long left = options.limit() > 0 && filter.everything() ? all.size() : -1;
      var position = new Position(database.version(), left);
      return page(request, filter, position, () -> all.values().iterator());
    }
    var token = Token.decode(options.continueToken());
    if (!history.reaches(token.version) || token.version > database.version()) {
      throw Statuses.expired(
          "The provided continue parameter is too old to display a consistent list result. You can"
              + " start a new list without the continue parameter.");
    }
    var next = new Key(token.last.namespace(), token.last.name() + "\0");
    return pastPage(request, filter, new Position(token.version, token.left), next);
  }

  /** The objects as they were at the version that was asked for. */
  private Response listPast(Request request, Filter filter) {
    long version = exactVersion(request);
    if (!history.reaches(version)) {
      throw tooOld();
    }
    return pastPage(request, filter, new Position(version, -1), new Key(request.namespace(), ""));
  }

  private Response pastPage(Request request, Filter filter, Position position, Key first) {
    var differences = history.differences(position.version, request.type());
    return page(
        request,
        filter,
        position,
        () -> new Past(database.after(request.type(), first), differences.tailMap(first)));
  }

  /** Refuses with 410 to take what was for what is. */
  void requirePresent(Request request) {
    checkVersion(request);
    if (request.options().exactVersion() && exactVersion(request) != database.version()) {
      throw tooOld();
    }
  }

  private static long exactVersion(Request request) {
    return parseVersion(
        request.options().resourceVersion(), request.type().plural().equals("events"));
  }

  private static Refusal tooOld() {
    return Statuses.expired("The resourceVersion for the provided list is too old.");
  }

  /** Which state a page is of, and how many objects there were before it; negative if unknown. */
  private record Position(long version, long left) {}

  private Response page(
      Request request,
      Filter filter,
      Position position,
      Iterable<Map<String, @Nullable Object>> all) {
    kinds.prepare(request.type(), () -> candidates(request, filter, all));
    int limit = request.options().limit();
    var objects = all.iterator();
    var items = new ArrayList<@Nullable Object>();
    boolean more = false;
    while (objects.hasNext() && !more) {
      var stored = objects.next();
      var key = Key.of(stored);
      if (filter.isPast(key)) {
        break;
      }
      boolean full = limit > 0 && items.size() == limit;
      var object = full && filter.everything() ? stored : kinds.view(request.type(), stored);
      if (filter.matches(object)) {
        more = full;
        if (!full) {
          items.add(object);
        }
      }
    }
    return new Response.Success(
        200, listOf(request.type(), continued(request, metadata(position, items, more)), items));
  }

  /** Lists of custom kinds say where they go on even if they do not. */
  private Map<String, @Nullable Object> continued(
      Request request, Map<String, @Nullable Object> metadata) {
    if (kinds.custom(request.type()) != null) {
      metadata.putIfAbsent("continue", "");
    }
    return metadata;
  }

  /** What may come to stand on the page. */
  private static List<Map<String, @Nullable Object>> candidates(
      Request request, Filter filter, Iterable<Map<String, @Nullable Object>> all) {
    int limit = request.options().limit();
    var result = new ArrayList<Map<String, @Nullable Object>>();
    for (Map<String, @Nullable Object> stored : all) {
      boolean full = limit > 0 && filter.everything() && result.size() == limit;
      if (full || filter.isPast(Key.of(stored))) {
        break;
      }
      result.add(stored);
    }
    return result;
  }

  private static Map<String, @Nullable Object> metadata(
      Position position, List<@Nullable Object> items, boolean more) {
    var metadata = new LinkedHashMap<String, @Nullable Object>();
    metadata.put("resourceVersion", Long.toString(position.version));
    if (more && !items.isEmpty()) {
      long left = position.left < 0 ? -1 : Math.max(1, position.left - items.size());
      var token = new Token(position.version, Key.of(items.getLast()), left);
      metadata.put("continue", token.encode());
      if (left > 0) {
        metadata.put("remainingItemCount", left);
      }
    }
    return metadata;
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
  private void checkVersion(Request request) {
    var text = request.options().resourceVersion();
    if (text.isEmpty()) {
      return;
    }
    long asked = parseVersion(text, request.type().plural().equals("events"));
    if (asked > database.version()) {
      throw Statuses.tooNew(asked, database.version());
    }
  }

  static long parseVersion(String text, boolean asRequest) {
    try {
      return Long.parseUnsignedLong(text) < 0 ? Long.MAX_VALUE : Long.parseUnsignedLong(text);
    } catch (NumberFormatException malformed) {
      var why =
          "resourceVersion: Invalid value: "
              + PathElement.json(text)
              + ": strconv.ParseUint: parsing "
              + PathElement.json(text)
              + ": invalid syntax";
      throw asRequest
          ? Statuses.badRequest("invalid resource version: " + why)
          : Statuses.failed(why);
    }
  }
}
