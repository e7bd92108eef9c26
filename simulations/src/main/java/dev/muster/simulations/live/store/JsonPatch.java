package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RFC 6902. A body that is no list of operations is refused with 400, one that does not apply (an
 * unknown operation, a failing test, a missing path) with 422; either way nothing has happened.
 */
final class JsonPatch {
  private static final int MOST_OPERATIONS = 10_000;
  private static final int DEEPEST = Bodies.DEEPEST + 10;

  /** Turns the value at the end of a path into what shall be there. */
  private interface Edit {
    @Nullable Object at(@Nullable Object container, String key);
  }

  private JsonPatch() {}

  static @Nullable Object apply(Request request, Map<String, @Nullable Object> object) {
    if (!(Bodies.admit(request.body()) instanceof List<?> operations)) {
      throw notDecoded(request.body(), "[]handlers.jsonPatchOp");
    }
    for (Object operation : operations) {
      if (!(operation instanceof Map<?, ?>)) {
        throw notDecoded(operation, "handlers.jsonPatchOp");
      }
    }
    if (operations.size() > MOST_OPERATIONS) {
      throw Statuses.tooLarge("the allowed maximum of operations is " + MOST_OPERATIONS);
    }
    var patch = new JsonPatch();
    @Nullable Object result = object;
    for (Object operation : operations) {
      result = patch.step(result, Trees.object(operation));
    }
    return result;
  }

  private @Nullable Object step(@Nullable Object tree, Map<String, @Nullable Object> operation) {
    var path = pointer(operation, "path");
    return switch (Trees.text(operation.get("op"))) {
      case "add" -> add(tree, path, value(operation));
      case "remove" -> remove(tree, path);
      case "replace" -> replace(tree, path, value(operation));
      case "move" -> move(tree, pointer(operation, "from"), path);
      case "copy" -> add(tree, path, find(tree, pointer(operation, "from")));
      case "test" -> test(tree, path, operation.get("value"));
      default -> throw inapplicable();
    };
  }

  private static @Nullable Object value(Map<String, @Nullable Object> operation) {
    if (!operation.containsKey("value")) {
      throw Statuses.inapplicable();
    }
    return operation.get("value");
  }

  private List<String> pointer(Map<String, @Nullable Object> operation, String field) {
    if (!(operation.get(field) instanceof String text)
        || !(text.isEmpty() || text.startsWith("/"))) {
      throw inapplicable();
    }
    var result = new ArrayList<String>();
    if (!text.isEmpty()) {
      for (String part : text.substring(1).split("/", -1)) {
        result.add(part.replace("~1", "/").replace("~0", "~"));
      }
    }
    if (result.size() > DEEPEST) {
      throw inapplicable();
    }
    return result;
  }

  private @Nullable Object test(
      @Nullable Object tree, List<String> path, @Nullable Object expected) {
    if (!same(tested(tree, path), expected)) {
      throw inapplicable();
    }
    return tree;
  }

  /** As {@link #find}, but what an object does not have is null: so clients test for that. */
  private @Nullable Object tested(@Nullable Object tree, List<String> path) {
    if (path.isEmpty()) {
      return tree;
    }
    @Nullable Object container = find(tree, path.subList(0, path.size() - 1));
    return container instanceof Map<?, ?> map
        ? map.get(path.getLast())
        : child(container, path.getLast());
  }

  private @Nullable Object move(@Nullable Object tree, List<String> from, List<String> path) {
    if (path.size() > from.size() && path.subList(0, from.size()).equals(from)) {
      throw inapplicable();
    }
    @Nullable Object value = find(tree, from);
    return add(remove(tree, from), path, value);
  }

  private @Nullable Object find(@Nullable Object tree, List<String> path) {
    @Nullable Object current = tree;
    for (String key : path) {
      current = child(current, key);
    }
    return current;
  }

  private @Nullable Object child(@Nullable Object container, String key) {
    if (container instanceof Map<?, ?> map && map.containsKey(key)) {
      return map.get(key);
    }
    if (container instanceof List<?> list) {
      return list.get(index(key, list.size() - 1));
    }
    throw inapplicable();
  }

  private int index(String key, int last) {
    boolean number =
        !key.isEmpty() && key.length() < 9 && key.chars().allMatch(c -> c >= '0' && c <= '9');
    boolean padded = key.length() > 1 && key.startsWith("0");
    if (!number || padded || Integer.parseInt(key) > last) {
      throw inapplicable();
    }
    return Integer.parseInt(key);
  }

  private @Nullable Object add(@Nullable Object tree, List<String> path, @Nullable Object value) {
    if (path.isEmpty()) {
      return value;
    }
    return edit(
        tree,
        path,
        (container, key) -> {
          if (container instanceof List<?> list) {
            var result = new ArrayList<@Nullable Object>(list);
            result.add(key.equals("-") ? list.size() : index(key, list.size()), value);
            return Trees.frozen(result);
          }
          return with(container, key, value);
        });
  }

  /** What an object does not have yet may be replaced, too: so do those whom clients know. */
  private @Nullable Object replace(
      @Nullable Object tree, List<String> path, @Nullable Object value) {
    if (path.isEmpty()) {
      return value;
    }
    return edit(
        tree,
        path,
        (container, key) -> {
          if (container instanceof List<?> list) {
            var result = new ArrayList<@Nullable Object>(list);
            result.set(index(key, list.size() - 1), value);
            return Trees.frozen(result);
          }
          return with(container, key, value);
        });
  }

  private @Nullable Object remove(@Nullable Object tree, List<String> path) {
    if (path.isEmpty()) {
      throw inapplicable();
    }
    return edit(
        tree,
        path,
        (container, key) -> {
          if (container instanceof List<?> list) {
            var result = new ArrayList<@Nullable Object>(list);
            result.remove(index(key, list.size() - 1));
            return Trees.frozen(result);
          }
          @Nullable Object unused = child(container, key);
          return FrozenMap.of(Trees.object(container)).without(key);
        });
  }

  private Object with(@Nullable Object container, String key, @Nullable Object value) {
    if (!(container instanceof Map<?, ?>)) {
      throw inapplicable();
    }
    return FrozenMap.of(Trees.object(container)).with(key, value);
  }

  /** Rebuilds the containers along the path around the edited last one. */
  private @Nullable Object edit(@Nullable Object tree, List<String> path, Edit edit) {
    String key = path.get(0);
    if (path.size() == 1) {
      return edit.at(tree, key);
    }
    @Nullable Object below = edit(child(tree, key), path.subList(1, path.size()), edit);
    if (tree instanceof List<?> list) {
      var result = new ArrayList<@Nullable Object>(list);
      result.set(index(key, list.size() - 1), below);
      return Trees.frozen(result);
    }
    return with(tree, key, below);
  }

  /** Equality of JSON: 1 is 1.0. */
  static boolean same(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Number a && right instanceof Number b) {
      return Numbers.compare(a, b) == 0;
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return sameLists(a, b);
    }
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      return a.keySet().equals(b.keySet())
          && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)));
    }
    return left == null ? right == null : left.equals(right);
  }

  private static boolean sameLists(List<?> left, List<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static Refusal inapplicable() {
    return Statuses.inapplicable();
  }

  private static Refusal notDecoded(@Nullable Object value, String type) {
    var what =
        switch (value) {
          case null -> "null";
          case String text -> "string";
          case Boolean flag -> "bool";
          case Number number -> "number";
          case List<?> list -> "array";
          default -> "object";
        };
    return Statuses.badRequest(
        "error decoding patch: json: cannot unmarshal " + what + " into Go value of type " + type);
  }
}
