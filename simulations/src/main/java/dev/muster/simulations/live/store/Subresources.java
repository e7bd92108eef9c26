package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Binding and eviction of pods, and the scale of what has replicas. */
final class Subresources {
  private final Kinds kinds;
  private final Reads reads;
  private final Writes writes;
  private final Deletes deletes;
  private final Admission admission;
  private final LongSupplier nowEpochMillis;

  Subresources(
      Kinds kinds,
      Reads reads,
      Writes writes,
      Deletes deletes,
      Admission admission,
      LongSupplier nowEpochMillis) {
    this.kinds = kinds;
    this.reads = reads;
    this.writes = writes;
    this.deletes = deletes;
    this.admission = admission;
    this.nowEpochMillis = nowEpochMillis;
  }

  Response handle(Request request) {
    return switch (request.subresource()) {
      case "binding" -> bind(request);
      case "eviction" -> evict(request);
      case "scale" -> scale(request);
      case "status" ->
          switch (request.verb()) {
            case GET -> reads.get(request);
            case UPDATE -> writes.update(request);
            case PATCH -> writes.patch(request);
            case LIST, CREATE, DELETE, DELETE_COLLECTION -> throw notAllowed(request);
          };
      default -> throw Statuses.noSuchResource();
    };
  }

  private static Refusal notAllowed(Request request) {
    return Statuses.methodNotAllowed(
        request.type(), "the server does not allow this method on the requested resource");
  }

  /** Gives the pod its node, once. */
  private Response bind(Request request) {
    if (request.verb() != Verb.CREATE) {
      throw notAllowed(request);
    }
    var binding = admitted(request, "Binding", "v1", Bodies.admitObject(request.body()));
    var pod = reads.require(request.type(), request.namespace(), request.name());
    var node = Trees.textAt(binding, "target", "name");
    checkBinding(request, binding, pod, node);
    var bound = Trees.put(pod, node, "spec", "nodeName");
    var conditions = new ArrayList<@Nullable Object>();
    for (Object condition : Trees.listAt(pod, "status", "conditions")) {
      if (!"PodScheduled".equals(Trees.at(condition, "type"))) {
        conditions.add(condition);
      }
    }
    conditions.add(
        Trees.of(
            "type",
            "PodScheduled",
            "status",
            "True",
            "lastTransitionTime",
            Times.format(nowEpochMillis.getAsLong())));
    bound = Trees.put(bound, Trees.frozen(conditions), "status", "conditions");
    if (!request.options().dryRun()) {
      writes.store(request.type(), bound, request.user());
    }
    return new Response.Success(201, Statuses.created());
  }

  /** What is created below an object, as the webhooks want it. */
  private Map<String, @Nullable Object> admitted(
      Request request, String kind, String apiVersion, Map<String, @Nullable Object> body) {
    var named = Trees.put(Trees.put(body, apiVersion, "apiVersion"), kind, "kind");
    var attempt = new Attempt(request, Attempt.Operation.CREATE, named, null);
    var result = admission.mutate(attempt, foreign -> foreign);
    admission.validate(attempt.withObject(result));
    return result;
  }

  private static void checkBinding(
      Request request,
      Map<String, @Nullable Object> binding,
      Map<String, @Nullable Object> pod,
      String node) {
    var type = request.type();
    var name = request.name();
    if (node.isEmpty()) {
      throw Statuses.badRequest("target.name: Required value");
    }
    var uid = Metadata.uid(binding);
    if (!uid.isEmpty() && !uid.equals(Metadata.uid(pod))) {
      throw Statuses.conflict(
          type,
          name,
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + Metadata.uid(pod));
    }
    if (Metadata.terminating(pod)) {
      throw Statuses.conflict(
          type, name, "pod " + name + " is being deleted, cannot be assigned to a host");
    }
    var present = Trees.textAt(pod, "spec", "nodeName");
    if (!present.isEmpty()) {
      throw Statuses.conflict(
          type, name, "pod " + name + " is already assigned to node \"" + present + '"');
    }
    if (!Trees.listAt(pod, "spec", "schedulingGates").isEmpty()) {
      throw Statuses.conflict(type, name, "pod " + name + " has non-empty .spec.schedulingGates");
    }
  }

  private Response evict(Request request) {
    if (request.verb() != Verb.CREATE) {
      throw notAllowed(request);
    }
    var eviction = admitted(request, "Eviction", "policy/v1", Bodies.admitObject(request.body()));
    var deletion =
        Request.delete(
                request.type(),
                request.namespace(),
                request.name(),
                Trees.objectAt(eviction, "deleteOptions"))
            .withOptions(request.options())
            .withRequester(request.requester());
    var unused = deletes.deleteOutright(deletion);
    return new Response.Success(201, Statuses.created());
  }

  private Response scale(Request request) {
    var paths = paths(request.type());
    var stored = reads.require(request.type(), request.namespace(), request.name());
    var object = kinds.view(request.type(), stored);
    var scale = scaleOf(object, paths);
    if (request.verb() == Verb.GET) {
      return new Response.Success(200, scale);
    }
    if (request.verb() != Verb.UPDATE && request.verb() != Verb.PATCH) {
      throw notAllowed(request);
    }
    var wanted =
        request.verb() == Verb.UPDATE
            ? Bodies.admitObject(request.body())
            : Bodies.recheckObject(
                Patches.apply(request, kinds.custom(request.type()) != null, scale));
    var attempt = new Attempt(request, Attempt.Operation.UPDATE, wanted, scale);
    wanted = admission.mutate(attempt, foreign -> foreign);
    admission.validate(attempt.withObject(wanted));
    var patch =
        Trees.put(
            Trees.EMPTY,
            Trees.number(Trees.at(wanted, "spec", "replicas"), 0),
            steps(paths.specReplicas()));
    var version = Metadata.version(wanted);
    patch = version.isEmpty() ? patch : Trees.put(patch, version, "metadata", "resourceVersion");
    var main =
        Request.patch(request.type(), request.namespace(), request.name(), PatchKind.MERGE, patch)
            .withOptions(request.options())
            .withRequester(request.requester());
    var response = writes.patchOutright(main);
    return response instanceof Response.Success success
        ? new Response.Success(200, scaleOf(success.body(), paths))
        : response;
  }

  private CustomKind.ScalePaths paths(ResourceType type) {
    var custom = kinds.custom(type);
    return custom == null
        ? new CustomKind.ScalePaths(".spec.replicas", ".status.replicas", ".status.selector")
        : custom.version(type).orElseThrow(Statuses::noSuchResource).scale();
  }

  private static Map<String, @Nullable Object> scaleOf(
      Map<String, @Nullable Object> object, CustomKind.ScalePaths paths) {
    var metadata = Trees.objectAt(object, "metadata");
    var shown = Trees.EMPTY;
    for (String field :
        new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
      shown = Trees.putOrRemove(shown, metadata.get(field), field);
    }
    var status = Trees.of("replicas", number(object, paths.statusReplicas()));
    var selector = Trees.textAt(object, steps(paths.labelSelector()));
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
    return Trees.number(Objects.requireNonNullElse(Trees.at(object, steps(path)), 0L), 0);
  }

  private static String[] steps(String path) {
    return path.startsWith(".") ? path.substring(1).split("\\.", -1) : path.split("\\.", -1);
  }
}
