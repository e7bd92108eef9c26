package dev.muster.simulations.live.store;

import java.util.ArrayList;
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

  /** Kinds whose objects come into being when somebody writes over none. */
  private static final List<String> BORN_BY_UPDATE =
      List.of(
          "events",
          "events.events.k8s.io",
          "services",
          "leases.coordination.k8s.io",
          "roles.rbac.authorization.k8s.io",
          "rolebindings.rbac.authorization.k8s.io",
          "clusterroles.rbac.authorization.k8s.io",
          "clusterrolebindings.rbac.authorization.k8s.io");

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
    boolean other = !namespace.isEmpty() && !namespace.equals(request.namespace());
    if (other && request.type().namespaced()) {
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
      var why =
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + Metadata.uid(old);
      throw Statuses.conflict(
          request.type(), request.name(), old.isEmpty() ? unstored(request, why) : why);
    }
  }

  /** Says of an object that is not there why it could not be written over. */
  private static String unstored(Request request, String why) {
    return "StorageError: invalid object, Code: 4, Key: /registry/"
        + request.type().plural()
        + (request.namespace().isEmpty() ? "" : "/" + request.namespace())
        + "/"
        + request.name()
        + ", ResourceVersion: 0, AdditionalErrorMsg: "
        + why;
  }

  /**
   * A custom object is one of its kind only if it says so. Patches may say of which version it is,
   * and are refused for the object that they make; others for being sent to the wrong place.
   */
  static void checkVersionOfKind(Request request, Map<String, @Nullable Object> body) {
    var type = request.type();
    var apiVersion = Trees.text(body.get("apiVersion"));
    boolean other = !apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion());
    if (other && request.verb() != Verb.PATCH) {
      throw Statuses.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + type.apiVersion()
              + ")");
    }
  }

  static void checkKind(Request request, Map<String, @Nullable Object> body) {
    var type = request.type();
    var kind = Trees.text(body.get("kind"));
    var apiVersion = Trees.text(body.get("apiVersion"));
    var causes = new ArrayList<Cause>();
    if (!kind.equals(type.kind())) {
      causes.add(Cause.invalid("kind", kind, "must be " + type.kind()));
    }
    if (!apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion())) {
      causes.add(Cause.invalid("apiVersion", apiVersion, "must be " + type.apiVersion()));
    }
    if (!causes.isEmpty()) {
      throw Statuses.foreign(kind, apiVersion, Key.of(body).name(), causes);
    }
  }

  static boolean bornByUpdate(ResourceType type) {
    return BORN_BY_UPDATE.contains(type.qualifiedName());
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
