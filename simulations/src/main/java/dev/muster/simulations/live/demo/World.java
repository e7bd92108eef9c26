package dev.muster.simulations.live.demo;

import dev.muster.scheduler.model.User;
import dev.muster.simulations.live.objects.Manifests;
import dev.muster.simulations.live.operators.NodeSpec;
import dev.muster.simulations.live.operators.Part;
import dev.muster.simulations.live.scenario.Act;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Requester;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands in the embedded cluster before the story begins, and the users who act in it. */
final class World {
  private static final String ADMIN = "system:admin";
  private static final String USER = "demo-user";
  static final String OWN_NAMESPACE = "muster-system";
  private static final String LEASE = "muster-scheduler";
  private static final List<String> REGISTRATIONS =
      List.of("manifests/webhook/registration.yaml", "manifests/webhook/validation.yaml");
  private static final String NOTE = "demo-story";
  private static final List<String> CRDS =
      Stream.concat(
              Stream.of(
                  "manifests/crds/appwrappers.workload.codeflare.dev.yaml",
                  "manifests/crds/clusters.muster.dev.yaml",
                  "crds/route.openshift.io_routes.yaml"),
              Part.allDefinitions().stream())
          .toList();

  /** Such as the pods of old clients name. */
  private static final Map<String, Long> PRIORITIES =
      new TreeMap<>(Map.of("high", 1_000L, "low", -1_000L));

  private final Store store;

  World(Store store) {
    this.store = store;
  }

  /** The namespace of Muster's own parts and the definitions of all custom kinds. */
  void found() {
    var namespace = new TreeMap<String, @Nullable Object>();
    namespace.put("apiVersion", "v1");
    namespace.put("kind", "Namespace");
    namespace.put("metadata", Map.of("name", OWN_NAMESPACE));
    require(create(ADMIN, namespace));
    CRDS.forEach(file -> require(create(ADMIN, Manifests.object(file))));
    PRIORITIES.forEach((name, value) -> require(create(ADMIN, priority(name, value))));
  }

  /**
   * What an installation gives the scheduler and the webhook: their accounts, their rights, and
   * where the certificate is kept; and what the story's user may do. What is there already gets
   * what this version says of it, and keeps the rest.
   */
  void install() {
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    objects.addAll(Manifests.folder("manifests/rbac"));
    objects.addAll(Manifests.objects("manifests/webhook/rbac.yaml"));
    objects.addAll(Manifests.objects("manifests/webhook/secret.yaml"));
    objects.add(rightsOfUser());
    for (var object : objects) {
      if (create(ADMIN, object) instanceof Response.Failure failure) {
        require(isThere(failure) ? renew(object) : failure);
      }
    }
  }

  private static Map<String, @Nullable Object> priority(String name, long value) {
    var priority = new TreeMap<String, @Nullable Object>();
    priority.put("apiVersion", "scheduling.k8s.io/v1");
    priority.put("kind", "PriorityClass");
    priority.put("metadata", Map.of("name", name));
    priority.put("value", value);
    return priority;
  }

  /** The story's user may create whatever can be wrapped. */
  private static Map<String, @Nullable Object> rightsOfUser() {
    var group = "rbac.authorization.k8s.io";
    var binding = new TreeMap<String, @Nullable Object>();
    binding.put("apiVersion", group + "/v1");
    binding.put("kind", "ClusterRoleBinding");
    binding.put("metadata", Map.of("name", USER));
    binding.put(
        "roleRef",
        Map.of("apiGroup", group, "kind", "ClusterRole", "name", "muster-wrapped-kinds"));
    binding.put("subjects", List.of(Map.of("apiGroup", group, "kind", "User", "name", USER)));
    return binding;
  }

  private Response renew(Map<String, @Nullable Object> object) {
    var type = store.typeOfKind(text(object, "apiVersion"), text(object, "kind")).orElseThrow();
    var namespace = type.namespaced() ? namespace(object) : "";
    var name = Trees.text(Trees.map(object, "metadata"), "name");
    return store.handle(
        Request.patch(type, namespace, name, PatchKind.MERGE, object).withUser(ADMIN));
  }

  /** The service account of one of Muster's own parts. */
  Requester account(String name) {
    var type = store.type("", "v1", "serviceaccounts").orElseThrow();
    return switch (store.handle(Request.get(type, OWN_NAMESPACE, name))) {
      case Response.Success success -> {
        var uid = Trees.text(Trees.map(success.body(), "metadata"), "uid");
        yield Requester.serviceAccount(OWN_NAMESPACE, name, uid);
      }
      case Response.Failure none ->
          throw new IllegalStateException("no service account " + name + ": " + none.message());
    };
  }

  /**
   * Takes the lease from the scheduler of a demo that ended before this one: only one process can
   * have the cluster open, so that one cannot live. A scheduler from elsewhere keeps it.
   */
  void takeLeaseFromDead(String identities) {
    var type = store.type("coordination.k8s.io", "v1", "leases").orElseThrow();
    if (store.handle(Request.get(type, OWN_NAMESPACE, LEASE)) instanceof Response.Success lease
        && Trees.text(Trees.map(lease.body(), "spec"), "holderIdentity").startsWith(identities)) {
      require(store.handle(Request.delete(type, OWN_NAMESPACE, LEASE, Map.of()).withUser(ADMIN)));
    }
  }

  /** Has the webhook at this address called, in the way that users install it. */
  World register(String address) {
    REGISTRATIONS.forEach(file -> register(address, Manifests.object(file)));
    convert(address);
    return this;
  }

  /** Has it convert AppWrappers; an older definition becomes that of this version. */
  private void convert(String address) {
    var spec =
        new TreeMap<String, @Nullable Object>(Trees.map(Manifests.object(CRDS.getFirst()), "spec"));
    var conversion = new TreeMap<String, @Nullable Object>(Trees.map(spec, "conversion"));
    var webhook = new TreeMap<String, @Nullable Object>(Trees.map(conversion, "webhook"));
    var client = new TreeMap<String, @Nullable Object>();
    var path = Trees.text(Trees.map(Trees.map(webhook, "clientConfig"), "service"), "path");
    client.put("url", address + path);
    client.put("service", null);
    client.put("caBundle", null);
    webhook.put("clientConfig", client);
    conversion.put("webhook", webhook);
    spec.put("conversion", conversion);
    var definition = new TreeMap<String, @Nullable Object>(Manifests.object(CRDS.getFirst()));
    definition.put("spec", spec);
    require(renew(definition));
  }

  private void register(String address, Map<String, @Nullable Object> manifest) {
    var type = store.typeOfKind(text(manifest, "apiVersion"), text(manifest, "kind")).orElseThrow();
    var registration = new TreeMap<String, @Nullable Object>(manifest);
    var webhooks = new ArrayList<Map<String, @Nullable Object>>();
    for (var one : Trees.list(registration, "webhooks")) {
      var webhook = new TreeMap<String, @Nullable Object>(Trees.asMap(one));
      var path = Trees.text(Trees.map(Trees.map(webhook, "clientConfig"), "service"), "path");
      webhook.put("clientConfig", Map.of("url", address + path));
      webhooks.add(webhook);
    }
    registration.put("webhooks", webhooks);
    var name = Trees.text(Trees.map(registration, "metadata"), "name");
    if (store.handle(Request.get(type, "", name)) instanceof Response.Success) {
      require(store.handle(Request.delete(type, "", name, Map.of()).withUser(ADMIN)));
    }
    require(create(ADMIN, registration));
  }

  private static String text(Map<String, @Nullable Object> object, String field) {
    return String.valueOf(object.get(field));
  }

  /** The note that the story left about itself; empty if there is none. */
  Map<String, @Nullable Object> note() {
    var type = store.type("", "v1", "configmaps").orElseThrow();
    return switch (store.handle(Request.get(type, OWN_NAMESPACE, NOTE))) {
      case Response.Success success -> Trees.map(success.body(), "data");
      case Response.Failure none -> Map.of();
    };
  }

  /** Writes the note, or over it. */
  Response note(Map<String, @Nullable Object> text) {
    var type = store.type("", "v1", "configmaps").orElseThrow();
    if (note().isEmpty()) {
      var fresh = new TreeMap<String, @Nullable Object>();
      fresh.put("apiVersion", "v1");
      fresh.put("kind", "ConfigMap");
      fresh.put("metadata", Map.of("name", NOTE, "namespace", OWN_NAMESPACE));
      fresh.put("data", text);
      return create(ADMIN, fresh);
    }
    Map<String, @Nullable Object> body = Map.of("data", text);
    return store.handle(
        Request.patch(type, OWN_NAMESPACE, NOTE, PatchKind.MERGE, body).withUser(ADMIN));
  }

  /** The machines of the cluster. */
  void populate(List<NodeSpec> machines, String stamp) {
    for (var node : NodeSpec.nodes(machines, stamp)) {
      require(create(ADMIN, node));
    }
  }

  /**
   * Does what a user does, but asks no webhook: the story also shows what becomes of what is stored
   * though it cannot be read. Who submits is recorded as the webhook does. A refusal is an answer,
   * not an error.
   */
  Response act(Act act) {
    return switch (act) {
      case Act.Submit submit -> create(USER, submitted(submit.object()));
      case Act.Suspend suspend -> {
        var type = store.type("workload.codeflare.dev", "v1beta2", "appwrappers").orElseThrow();
        Map<String, @Nullable Object> body = Map.of("spec", Map.of("suspend", suspend.suspend()));
        yield store.handle(
            Request.patch(type, suspend.namespace(), suspend.name(), PatchKind.MERGE, body)
                .withUser(USER));
      }
    };
  }

  private static Map<String, @Nullable Object> submitted(Map<String, @Nullable Object> object) {
    var metadata = new TreeMap<String, @Nullable Object>(Trees.map(object, "metadata"));
    var annotations = new TreeMap<String, @Nullable Object>(Trees.map(metadata, "annotations"));
    annotations.put(User.ANNOTATION, "{\"username\":\"" + USER + "\"}");
    metadata.put("annotations", annotations);
    var stamped = new TreeMap<String, @Nullable Object>(object);
    stamped.put("metadata", metadata);
    return stamped;
  }

  private Response create(String user, Map<String, @Nullable Object> object) {
    var apiVersion = String.valueOf(object.get("apiVersion"));
    var kind = String.valueOf(object.get("kind"));
    var type =
        store
            .typeOfKind(apiVersion, kind)
            .orElseThrow(() -> new IllegalStateException("no kind " + kind + " in " + apiVersion));
    var namespace = type.namespaced() ? namespace(object) : "";
    return store.handle(Request.create(type, namespace, object).withUser(user));
  }

  private static String namespace(Map<String, @Nullable Object> object) {
    var namespace = Trees.text(Trees.asMap(object.get("metadata")), "namespace");
    return namespace.isEmpty() ? "default" : namespace;
  }

  private static boolean isThere(Response.Failure failure) {
    return failure.reason().equals("AlreadyExists");
  }

  private static void require(Response response) {
    // What is there was begun by a process that did not get to the end of it.
    if (response instanceof Response.Failure failure && !isThere(failure)) {
      throw new IllegalStateException("cannot found the cluster: " + failure.message());
    }
  }
}
