package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.operators.NodeSpec;
import dev.muster.simulations.live.operators.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * An API server for integration tests, reached by its kubeconfigs alone, so that a test runs
 * unchanged against either: the embedded cluster or, with {@code -Dmuster.server=real}, a real
 * control plane. A test that does so is tagged {@link #BOTH}. A cluster that was given to the tests
 * is afterwards as it was before.
 *
 * <p>Muster's kinds are defined when it starts, and those of Ray, JobSet, Kubeflow and KServe.
 * Calls here are the administrator's, wait for their answers, and fail the test if the server
 * refuses. A namespace that is not named is {@code default}.
 */
public final class TestServer implements AutoCloseable {
  /** The JUnit tag of test classes that run once against each server. */
  public static final String BOTH = "two-servers";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OPERATORS = "muster-test-operators";
  private static final String SETTING = "muster.server";

  /** What a plain control plane does not do by itself. */
  private static final String FOREIGN = "kubelet,ray,pytorch,jobset,kserve";

  private final Backing backing;
  private final RawClient client;
  private final Directory directory;
  private final Optional<Inventory> before;
  private final List<Program> operators = new ArrayList<>();

  private TestServer(Backing backing) {
    this.backing = backing;
    this.client = new RawClient(backing.kubeconfig());
    this.directory = new Directory(client);
    boolean stays = backing instanceof RealServer && GivenCluster.isThere();
    this.before = stays ? Optional.of(Inventory.of(client)) : Optional.empty();
  }

  /** Whether it is the real one that tests run against. */
  public static boolean isReal() {
    var setting = System.getProperty(SETTING, "embedded");
    return switch (setting) {
      case "embedded" -> false;
      case "real" -> true;
      default ->
          throw new IllegalArgumentException(
              SETTING + "=" + setting + " is neither of embedded, real");
    };
  }

  /** Without anything that changes objects by itself. */
  public static TestServer bare() {
    return bare(isReal());
  }

  /** The same, of this or that server whatever the property says, for tests that compare them. */
  public static TestServer bare(boolean real) {
    return defined(real ? new RealServer(ControlPlane.bare()) : new EmbeddedServer(false), "");
  }

  /** With the controllers of a cluster and these nodes, as {@code 4x8gpu}; empty for none. */
  public static TestServer start(String nodes) {
    return defined(
        isReal() ? new RealServer(ControlPlane.start()) : new EmbeddedServer(true), nodes);
  }

  /**
   * The same, with kubelets on the nodes and the operators of others' kinds on the real one, too.
   */
  public static TestServer operated(String nodes) {
    if (!isReal()) {
      return start(nodes);
    }
    var server = start("");
    try {
      server.skipAmongOtherNodes();
      server.operate(nodes);
      return server;
    } catch (RuntimeException | Error failed) {
      server.close();
      throw failed;
    }
  }

  /** What a test says about places holds only if its nodes are all that there are. */
  private void skipAmongOtherNodes() {
    var others = list("v1", "Node").stream().map(Trees::name).toList();
    Assumptions.assumeTrue(
        others.isEmpty(), () -> "SKIPPED: needs a cluster without nodes, and there are " + others);
  }

  /**
   * A real control plane has no kubelets and none of these operators of its own. Theirs is an
   * account of the cluster's, as that of any controller: of users the webhook believes no owners.
   */
  private void operate(String nodes) {
    try {
      var folder = Files.createTempDirectory("muster-operators");
      var account = kubeconfigFor("kube-system", OPERATORS);
      create(
          """
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: {name: %1$s}
          roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
          subjects: [{kind: ServiceAccount, name: %1$s, namespace: kube-system}]
          """
              .formatted(OPERATORS));
      Files.writeString(folder.resolve("kubeconfig"), account);
      var program =
          Program.muster(
              folder,
              "operators",
              "--kubeconfig",
              "kubeconfig",
              "--nodes",
              nodes,
              "--only",
              FOREIGN);
      operators.add(program);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(list("v1", "Node")).as(() -> program.err().toString()).isNotEmpty());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static TestServer defined(Backing backing, String nodes) {
    TestServer server;
    try {
      server = new TestServer(backing);
    } catch (RuntimeException | Error failed) {
      backing.close();
      throw failed;
    }
    try {
      server.define();
      server.createServiceAccount("default", "default");
      if (!nodes.isEmpty()) {
        server.skipAmongOtherNodes();
        NodeSpec.nodes(NodeSpec.parse(nodes), "2026-01-01T00:00:00Z").forEach(server::create);
      }
      return server;
    } catch (RuntimeException | Error failed) {
      server.close();
      throw failed;
    }
  }

  private void define() {
    var crds = Path.of(System.getProperty("muster.root"), "manifests", "crds");
    for (var file :
        List.of("appwrappers.workload.codeflare.dev.yaml", "clusters.muster.dev.yaml")) {
      Objects.documents(crds.resolve(file)).forEach(this::defineUnconverted);
    }
    Part.allDefinitions().forEach(file -> define(Objects.resource("/" + file)));
  }

  /**
   * As it is where no webhook is: an API server would go on trying to reach it, and end all watches
   * some time after it was told whom to trust.
   */
  private void defineUnconverted(Map<String, @Nullable Object> definition) {
    var spec = new TreeMap<String, @Nullable Object>(Trees.map(definition, "spec"));
    spec.remove("conversion");
    var unconverted = new TreeMap<String, @Nullable Object>(definition);
    unconverted.put("spec", spec);
    define(unconverted);
  }

  /** A cluster that was given may have them, as they are installed in it. */
  private void define(Map<String, @Nullable Object> definition) {
    var name = Trees.name(definition);
    if (find("apiextensions.k8s.io/v1", "CustomResourceDefinition", name).isEmpty()) {
      create(definition);
    }
  }

  /** For the administrator. */
  public String kubeconfig() {
    return backing.kubeconfig();
  }

  /** For a user who may do what roles and bindings say; for kubectl and {@link RawClient}. */
  public String kubeconfigFor(String user) {
    return backing.kubeconfigFor(user);
  }

  /** For a service account, which is there afterwards, with a token of its own. */
  public String kubeconfigFor(String namespace, String serviceAccount) {
    createServiceAccount(namespace, serviceAccount);
    var path =
        "/api/v1/namespaces/%s/serviceaccounts/%s/token".formatted(namespace, serviceAccount);
    var token = Trees.text(done(client.post(path, "{}")), "status", "token");
    return backing.kubeconfigWith(token);
  }

  private void createServiceAccount(String namespace, String name) {
    var account = Trees.object("metadata", Trees.object("name", name));
    var path = "/api/v1/namespaces/" + namespace + "/serviceaccounts";
    var answer = client.post(path, Objects.json(account));
    if (answer.code() != 409) { // a controller may have been faster
      var unused = done(answer);
    }
  }

  /** Calls in the administrator's name whose answers the test looks at itself. */
  public RawClient raw() {
    return client;
  }

  /** Makes a namespace in which pods can be created. */
  public void createNamespace(String name) {
    create("{apiVersion: v1, kind: Namespace, metadata: {name: " + name + "}}");
    createServiceAccount(name, "default");
  }

  public Map<String, @Nullable Object> create(String yaml) {
    return create(Objects.yaml(yaml));
  }

  /** Creates an object; of a definition it waits until its kind is served. */
  public Map<String, @Nullable Object> create(Map<String, @Nullable Object> object) {
    var apiVersion = Trees.text(object, "apiVersion");
    var kind = Trees.text(object, "kind");
    var path = directory.path(apiVersion, kind, namespaceOf(object), "");
    var created = done(client.post(path, Objects.json(object)));
    if (kind.equals("CustomResourceDefinition")) {
      awaitServed(Trees.name(object));
    }
    return created;
  }

  private static String namespaceOf(Object object) {
    var namespace = Trees.namespace(object);
    return namespace.isEmpty() ? "default" : namespace;
  }

  /** Waits until the kind of a definition is served. */
  public void awaitServed(String definition) {
    var kind = "CustomResourceDefinition";
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var now = get("apiextensions.k8s.io/v1", kind, definition);
          assertThat(Trees.condition(now, "Established")).isEqualTo("True");
          var group = Trees.text(now, "spec", "group");
          for (var version : Trees.maps(now, "spec", "versions")) {
            var served = group + "/" + Trees.text(version, "name");
            var named = Trees.text(now, "spec", "names", "kind");
            boolean serves = Trees.flag(version, "served");
            assertThat(directory.serves(served, named)).as(served).isEqualTo(serves);
            if (serves) { // for a moment a new kind is known, and its objects cannot be listed
              assertThat(client.get(directory.path(served, named, "", "")).code()).isEqualTo(200);
            }
          }
        });
  }

  /** The object; {@code name} may be {@code namespace/name}. Fails if there is none. */
  public Map<String, @Nullable Object> get(String apiVersion, String kind, String name) {
    return done(client.get(path(apiVersion, kind, name)));
  }

  /** The object, if there is one. */
  public Optional<Map<String, @Nullable Object>> find(String apiVersion, String kind, String name) {
    var answer = client.get(path(apiVersion, kind, name));
    return answer.code() == 404 ? Optional.empty() : Optional.of(done(answer));
  }

  /** The objects of all namespaces. */
  public List<Map<String, @Nullable Object>> list(String apiVersion, String kind) {
    return Trees.maps(done(client.get(directory.path(apiVersion, kind, "", ""))), "items");
  }

  /** Changes an object by a merge patch, given as YAML; or, if it is named, a subresource of it. */
  public Map<String, @Nullable Object> patch(
      String apiVersion, String kind, String name, String subresource, String patch) {
    var path = path(apiVersion, kind, name) + (subresource.isEmpty() ? "" : "/" + subresource);
    var body = Objects.json(Objects.yaml(patch));
    return done(client.send("PATCH", path, "application/merge-patch+json", body));
  }

  /** Asks for the deletion of an object; it may have something to do before it is gone. */
  public void delete(String apiVersion, String kind, String name) {
    var unused =
        done(client.send("DELETE", path(apiVersion, kind, name), "application/json", "{}"));
  }

  private String path(String apiVersion, String kind, String name) {
    int slash = name.indexOf('/');
    var namespace = slash < 0 ? "default" : name.substring(0, slash);
    return directory.path(apiVersion, kind, namespace, name.substring(slash + 1));
  }

  private static Map<String, @Nullable Object> done(RawClient.Answer answer) {
    assertThat(answer.code()).as(() -> String.valueOf(answer.body())).isBetween(200, 299);
    return answer.body();
  }

  @Override
  public void close() {
    try (backing;
        client) {
      operators.forEach(Program::close);
      before.ifPresent(Inventory::restore);
    }
    assertThat(backing.failures()).isEmpty();
  }
}
