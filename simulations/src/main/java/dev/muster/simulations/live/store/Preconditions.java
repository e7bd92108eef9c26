package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether what was sent is meant for the object that it would be written over. */
final class Preconditions {
  private Preconditions() {}

  static void checkName(Request request, Map<String, @Nullable Object> body) {
    var name = Trees.textAt(body, "metadata", "name");
    if (!name.isEmpty() && !name.equals(request.name())) {
      throw Statuses.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + request.name()
              + ")");
    }
  }

  static void checkIdentity(
      Request request, Map<String, @Nullable Object> old, Map<String, @Nullable Object> body) {
    checkName(request, body);
    var namespace = Trees.textAt(body, "metadata", "namespace");
    if (!namespace.isEmpty() && !namespace.equals(Trees.textAt(old, "metadata", "namespace"))) {
      throw Statuses.badRequest(
          "the namespace of the object ("
              + namespace
              + ") does not match the namespace on the URL ("
              + request.namespace()
              + ")");
    }
    var uid = Metadata.uid(body);
    if (!uid.isEmpty() && !uid.equals(Metadata.uid(old))) {
      throw Statuses.conflict(
          request.type(),
          request.name(),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + Metadata.uid(old));
    }
  }

  static void checkVersion(
      Request request,
      boolean custom,
      Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> body) {
    var type = request.type();
    var version = Metadata.version(body);
    if (version.isEmpty() || version.equals("0")) {
      if (custom && request.verb() == Verb.UPDATE) {
        var cause =
            Statuses.Cause.invalid(
                "metadata.resourceVersion", "0x0", "must be specified for an update");
        throw Statuses.invalid(type, request.name(), List.of(cause));
      }
    } else if (!version.equals(Metadata.version(old))) {
      throw Statuses.modified(type, request.name());
    }
  }
}
