package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scale of what has replicas, as {@code autoscaling/v1} shows it whatever the kind: built-in
 * kinds have theirs where everybody knows, custom ones where their definition says.
 */
final class Scales {
  private final Kinds kinds;
  private final Reads reads;
  private final Writes writes;
  private final Admission admission;

  Scales(Kinds kinds, Reads reads, Writes writes, Admission admission) {
    this.kinds = kinds;
    this.reads = reads;
    this.writes = writes;
    this.admission = admission;
  }

  Response handle(Request request) {
    var type = request.type();
    var custom = kinds.custom(type);
    var paths =
        custom == null
            ? new CustomKind.ScalePaths(".spec.replicas", ".status.replicas", "")
            : custom.version(type).orElseThrow(Statuses::noSuchResource).scale();
    var stored = reads.require(type, request.namespace(), request.name());
    var object = kinds.view(type, stored);
    return switch (request.verb()) {
      case GET -> {
        if (custom != null && !(Trees.at(object, steps(paths.specReplicas())) instanceof Long)) {
          throw Statuses.internal(
              "the spec replicas field \"" + paths.specReplicas() + "\" does not exist");
        }
        yield new Response.Success(200, scaleOf(object, paths, custom == null));
      }
      case UPDATE, PATCH -> change(request, object, paths);
      case LIST, CREATE, DELETE, DELETE_COLLECTION ->
          throw Statuses.methodNotAllowed(
              type, "the server does not allow this method on the requested resource");
    };
  }

  private Response change(
      Request request, Map<String, @Nullable Object> object, CustomKind.ScalePaths paths) {
    boolean custom = kinds.custom(request.type()) != null;
    var scale = scaleOf(object, paths, !custom);
    var wanted =
        request.verb() == Verb.UPDATE
            ? Bodies.admitObject(request.body())
            : Bodies.recheckObject(Patches.apply(request, custom, scale));
    var attempt = new Attempt(request, Attempt.Operation.UPDATE, wanted, scale);
    wanted = admission.mutate(attempt, foreign -> foreign);
    long replicas = replicas(request, wanted);
    checkIdentity(request, object, wanted);
    admission.validate(attempt.withObject(wanted));
    var patch = Trees.put(Trees.EMPTY, replicas, steps(paths.specReplicas()));
    var version = Metadata.version(wanted);
    patch = version.isEmpty() ? patch : Trees.put(patch, version, "metadata", "resourceVersion");
    var main =
        Request.patch(request.type(), request.namespace(), request.name(), PatchKind.MERGE, patch)
            .withSubresource(request.subresource())
            .withOptions(request.options())
            .withRequester(request.requester());
    var response = writes.patchOutright(main);
    return response instanceof Response.Success success
        ? new Response.Success(200, scaleOf(success.body(), paths, !custom))
        : response;
  }

  private static long replicas(Request request, Map<String, @Nullable Object> wanted) {
    @Nullable Object replicas = Trees.at(wanted, "spec", "replicas");
    if (replicas != null && !(replicas instanceof Long)) {
      throw Statuses.badRequest(
          "Scale in version \"v1\" cannot be handled as a Scale: spec.replicas must be an integer");
    }
    long number = Trees.number(replicas, 0);
    if (number < 0) {
      var cause = Cause.invalid("spec.replicas", number, "must be greater than or equal to 0");
      throw Statuses.invalid(TableView.SCALE, request.name(), List.of(cause));
    }
    return number;
  }

  private static void checkIdentity(
      Request request, Map<String, @Nullable Object> object, Map<String, @Nullable Object> wanted) {
    var name = Trees.textAt(wanted, "metadata", "name");
    if (!name.isEmpty() && !name.equals(request.name())) {
      throw Statuses.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + request.name()
              + ")");
    }
    var uid = Metadata.uid(wanted);
    if (!uid.isEmpty() && !uid.equals(Metadata.uid(object))) {
      throw Statuses.conflict(
          request.type(),
          request.name(),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + Metadata.uid(object));
    }
  }

  private static Map<String, @Nullable Object> scaleOf(
      Map<String, @Nullable Object> object, CustomKind.ScalePaths paths, boolean builtIn) {
    var metadata = Trees.objectAt(object, "metadata");
    var shown = Trees.EMPTY;
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      shown = Trees.putOrRemove(shown, metadata.get(field), field);
    }
    var status = Trees.of("replicas", number(object, paths.statusReplicas()));
    var selector =
        builtIn
            ? ObjectSelector.text(Trees.objectAt(object, "spec", "selector"))
            : Trees.textAt(object, steps(paths.labelSelector()));
    return Trees.of(
        "kind",
        "Scale",
        "apiVersion",
        "autoscaling/v1",
        "metadata",
        shown,
        "spec",
        Trees.of("replicas", number(object, paths.specReplicas())),
        "status",
        selector.isEmpty() ? status : Trees.put(status, selector, "selector"));
  }

  private static long number(Map<String, @Nullable Object> object, String path) {
    return Trees.number(Trees.at(object, steps(path)), 0);
  }

  private static String[] steps(String path) {
    return path.startsWith(".") ? path.substring(1).split("\\.", -1) : path.split("\\.", -1);
  }
}
