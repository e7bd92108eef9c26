package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request tries to do to one object: what admission decides on.
 *
 * @param object what it shall be; null for a deletion
 * @param old what it is; null for a creation
 */
record Attempt(
    Request request,
    Operation operation,
    @Nullable Map<String, @Nullable Object> object,
    @Nullable Map<String, @Nullable Object> old) {
  enum Operation {
    CREATE,
    UPDATE,
    DELETE
  }

  /** Empty for a creation whose name is yet to be made. */
  String name() {
    return request.name().isEmpty() ? Trees.textAt(object, "metadata", "name") : request.name();
  }

  /** Empty for an object that is in none. */
  String namespace() {
    return request.type().namespaced() ? request.namespace() : "";
  }

  /** The object, or for a deletion what is deleted. */
  Map<String, @Nullable Object> subject() {
    var present = object == null ? old : object;
    return present == null ? Trees.EMPTY : present;
  }

  Attempt withObject(@Nullable Map<String, @Nullable Object> value) {
    return new Attempt(request, operation, value, old);
  }

  boolean dryRun() {
    return request.options().dryRun()
        || (operation == Operation.DELETE && !Trees.listAt(request.body(), "dryRun").isEmpty());
  }

  /** The request's options as an object, such as {@code CreateOptions}. */
  Map<String, @Nullable Object> options() {
    var options =
        operation == Operation.DELETE && request.verb() != Verb.CREATE
            ? Trees.object(request.body())
            : Trees.EMPTY;
    options = Trees.put(options, optionsKind(), "kind");
    options = Trees.put(options, "meta.k8s.io/v1", "apiVersion");
    var manager = request.options().fieldManager();
    options = manager.isEmpty() ? options : Trees.put(options, manager, "fieldManager");
    var validation = request.options().fieldValidation();
    options = validation.isEmpty() ? options : Trees.put(options, validation, "fieldValidation");
    return dryRun() ? Trees.put(options, List.of("All"), "dryRun") : options;
  }

  private String optionsKind() {
    return switch (operation) {
      case CREATE -> "CreateOptions";
      case UPDATE -> request.verb() == Verb.PATCH ? "PatchOptions" : "UpdateOptions";
      case DELETE -> "DeleteOptions";
    };
  }
}
