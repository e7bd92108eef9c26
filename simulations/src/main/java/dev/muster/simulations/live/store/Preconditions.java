package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether what was sent is meant for the object that it would be written over. */
final class Preconditions {
  /** Built-in kinds that are only written by those who say which version they have seen. */
  private static final List<String> BOUND =
      List.of(
          "leases.coordination.k8s.io",
          "customresourcedefinitions.apiextensions.k8s.io",
          "mutatingwebhookconfigurations.admissionregistration.k8s.io",
          "validatingwebhookconfigurations.admissionregistration.k8s.io");

  private Preconditions() {}

  /** What is written must say which object it is. */
  static void checkNamed(Request request, Map<String, @Nullable Object> body) {
    if (Trees.textAt(body, "metadata", "name").isEmpty()) {
      throw Statuses.badRequest(
          "the name of the object ("
              + request.name()
              + " based on URL) was undeterminable: name must be provided");
    }
    checkName(request, body);
  }

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

  static void checkNamespace(Request request, Map<String, @Nullable Object> body) {
    var namespace = Trees.textAt(body, "metadata", "namespace");
    if (!namespace.isEmpty() && !namespace.equals(request.namespace())) {
      throw Statuses.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  /** Whether the object is the one that is replaced; a patch says more of it later. */
  static void checkIdentity(
      Request request, Map<String, @Nullable Object> old, Map<String, @Nullable Object> body) {
    checkNamespace(request, body);
    checkNamed(request, body);
    var uid = Metadata.uid(body);
    if (request.verb() == Verb.UPDATE && !uid.isEmpty() && !uid.equals(Metadata.uid(old))) {
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
      if (custom || BOUND.contains(type.qualifiedName())) {
        var cause =
            Cause.invalid("metadata.resourceVersion", 0L, "must be specified for an update");
        throw Statuses.invalidResource(type, request.name(), cause);
      }
    } else if (!version.equals(Metadata.version(old))) {
      throw Statuses.modified(type, request.name());
    }
  }
}
