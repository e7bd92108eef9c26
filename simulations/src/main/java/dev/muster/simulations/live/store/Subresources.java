package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What stands beside the objects: binding and eviction of pods, statuses and scales. */
final class Subresources {
  /** What messages call a binding. */
  private static final ResourceType BINDING =
      new ResourceType(
          "", "v1", "Binding", "pods/binding", "binding", List.of(), true, List.of(), List.of());

  private static final Map<String, @Nullable Object> EVICTED =
      Trees.of(
          "type",
          "DisruptionTarget",
          "status",
          "True",
          "reason",
          "EvictionByEvictionAPI",
          "message",
          "Eviction API: evicting");

  private final Scales scales;
  private final Reads reads;
  private final Writes writes;
  private final Deletes deletes;
  private final Admission admission;
  private final LongSupplier nowEpochMillis;

  Subresources(
      Scales scales,
      Reads reads,
      Writes writes,
      Deletes deletes,
      Admission admission,
      LongSupplier nowEpochMillis) {
    this.scales = scales;
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
      case "scale" -> scales.handle(request);
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
    var body = Bodies.admitObject(request.body());
    checkName(request, "Binding", body);
    if (Trees.textAt(body, "target", "name").isEmpty()) {
      throw Statuses.failed("target.name: Required value");
    }
    var binding = admitted(request, "Binding", "v1", body);
    var pod = reads.require(request.type(), request.namespace(), request.name());
    var node = Trees.textAt(binding, "target", "name");
    checkBinding(request, binding, pod, node);
    var bound = Trees.put(pod, node, "spec", "nodeName");
    bound = conditioned(bound, Trees.of("type", "PodScheduled", "status", "True"));
    if (!request.options().dryRun()) {
      writes.store(request.type(), bound, request.user());
    }
    return new Response.Success(201, Statuses.created());
  }

  /** The pod with that condition, which is so from now on. */
  private Map<String, @Nullable Object> conditioned(
      Map<String, @Nullable Object> pod, Map<String, @Nullable Object> condition) {
    var conditions = new ArrayList<@Nullable Object>();
    for (Object other : Trees.listAt(pod, "status", "conditions")) {
      if (!Objects.equals(condition.get("type"), Trees.at(other, "type"))) {
        conditions.add(other);
      }
    }
    var now = Times.format(nowEpochMillis.getAsLong());
    conditions.add(Trees.put(condition, now, "lastTransitionTime"));
    return Trees.put(pod, Trees.frozen(conditions), "status", "conditions");
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

  private static void checkName(Request request, String kind, Map<String, @Nullable Object> body) {
    if (!Trees.textAt(body, "metadata", "name").equals(request.name())) {
      throw Statuses.badRequest("name in URL does not match name in " + kind + " object");
    }
  }

  private static void checkBinding(
      Request request,
      Map<String, @Nullable Object> binding,
      Map<String, @Nullable Object> pod,
      String node) {
    var name = request.name();
    if (node.isEmpty()) {
      throw Statuses.failed("target.name: Required value");
    }
    var uid = Metadata.uid(binding);
    if (!uid.isEmpty() && !uid.equals(Metadata.uid(pod))) {
      throw unbound(
          name,
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + Metadata.uid(pod));
    }
    if (Metadata.terminating(pod)) {
      throw unbound(name, "pod " + name + " is being deleted, cannot be assigned to a host");
    }
    var present = Trees.textAt(pod, "spec", "nodeName");
    if (!present.isEmpty()) {
      throw unbound(name, "pod " + name + " is already assigned to node \"" + present + '"');
    }
    if (!Trees.listAt(pod, "spec", "schedulingGates").isEmpty()) {
      throw unbound(name, "pod " + name + " has non-empty .spec.schedulingGates");
    }
  }

  private static Refusal unbound(String name, String why) {
    return Statuses.conflict(BINDING, name, why);
  }

  private Response evict(Request request) {
    if (request.verb() != Verb.CREATE) {
      throw notAllowed(request);
    }
    var body = Bodies.admitObject(request.body());
    checkName(request, "Eviction", body);
    var eviction = admitted(request, "Eviction", "policy/v1", body);
    var options = Trees.objectAt(eviction, "deleteOptions");
    var deletion =
        Request.delete(request.type(), request.namespace(), request.name(), options)
            .withOptions(request.options())
            .withRequester(request.requester());
    if (deletes.effective(deletion)) {
      var pod = reads.require(request.type(), request.namespace(), request.name());
      writes.store(request.type(), conditioned(pod, EVICTED), request.user());
      // The mark has made another version of the pod than the one that was asked for.
      options = Trees.remove(options, "preconditions", "resourceVersion");
    }
    var unused = deletes.deleteOutright(deletion.withBody(options));
    return new Response.Success(201, Statuses.created());
  }
}
