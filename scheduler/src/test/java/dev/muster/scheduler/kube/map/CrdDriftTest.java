package dev.muster.scheduler.kube.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.demand.Trees;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code and custom resource definitions say the same. */
class CrdDriftTest {
  private static final String APP_WRAPPERS = "crds/appwrappers.workload.codeflare.dev.yaml";
  private static final String OLDER = "crds/mcad/appwrappers.mcad.ibm.com.yaml";
  private static final String CLUSTERS = "crds/clusters.muster.dev.yaml";
  private static final String LOCAL_QUEUES = "crds/kueue/localqueues.kueue.x-k8s.io.yaml";
  private static final String WORKLOADS = "crds/kueue/workloads.kueue.x-k8s.io.yaml";
  private static final String CLASSES = "crds/kueue/workloadpriorityclasses.kueue.x-k8s.io.yaml";
  private static final String KEEPING_UNKNOWN = "x-kubernetes-preserve-unknown-fields";
  private static final String OLD_STATUS = "status.mcad";
  private static final List<String> GIVEN_BY_KUBERNETES =
      List.of("", "apiVersion", "kind", "metadata");
  private static final Standing STANDING =
      new Standing("lq", OptionalInt.of(3), OptionalLong.of(1_700_000_000_000L));

  private static CrdSchema schema(String file) {
    return new CrdSchema(Manifests.read(file).getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {APP_WRAPPERS, OLDER, CLUSTERS, LOCAL_QUEUES, WORKLOADS, CLASSES})
  void everyFieldIsDescribedAndTyped(String file) {
    assertDescribed(schema(file));
  }

  @Test
  void everyFieldOfTheOldVersionIsDescribedBoundedAndKeepsWhatNobodyKnows() {
    var old = new CrdSchema(Manifests.read(APP_WRAPPERS).getFirst(), 1);
    assertDescribed(old);
    for (var path : List.of("spec", "spec.resources", "spec.resources.GenericItems[]", "status")) {
      assertThat(old.field(path).get(KEEPING_UNKNOWN).flag(false)).as(path).isTrue();
    }
    old.fields()
        .forEach((path, field) -> {
          if (!GIVEN_BY_KUBERNETES.contains(path)) {
            assertThat(isBounded(old, path, field)).as(path).isTrue();
          }
        });
    assertThat(old.fields())
        .containsKeys("spec.resources.Items", "status.Succeeded", "status.canrun");
  }

  /** So what is kept there for today's version is checked and pruned as it is there. */
  @Test
  void whatTheOldVersionKeepsOfTodaysHasTheSameSchema() {
    var today = schema(APP_WRAPPERS);
    var old = new CrdSchema(Manifests.read(APP_WRAPPERS).getFirst(), 1);
    var item = "spec.resources.GenericItems[].v1beta2";
    assertThat(valuesBelow(old, item))
        .isEqualTo(valuesBelow(today, "spec.components[]", "mcad", "template"))
        .containsKey("podSets[].replicas");
    assertThat(valuesBelow(old, "spec.v1beta2", "mcad"))
        .isEqualTo(valuesBelow(today, "spec", "mcad", "components"))
        .containsKey("suspend");
    assertThat(old.field("spec.v1beta2.mcad").get(KEEPING_UNKNOWN).flag(false)).isFalse();
  }

  @Test
  void whatTodaysVersionKeepsOfTheOldHasTheSameSchema() {
    var today = schema(APP_WRAPPERS);
    var old = new CrdSchema(Manifests.read(APP_WRAPPERS).getFirst(), 1);
    var item = "spec.resources.GenericItems[]";
    assertThat(valuesBelow(today, "spec.components[].mcad"))
        .isEqualTo(valuesBelow(old, item, "generictemplate", "v1beta2"))
        .containsKey("custompodresources[].replicas");
    assertThat(valuesBelow(today, "spec.mcad", "resources"))
        .isEqualTo(valuesBelow(old, "spec", "resources", "v1beta2"))
        .containsKey("schedulingSpec.minAvailable");
    assertThat(valuesBelow(today, "spec.mcad.resources"))
        .isEqualTo(valuesBelow(old, "spec.resources", "GenericItems"))
        .containsKey("Items");
    assertThat(valuesBelow(today, OLD_STATUS)).isEqualTo(valuesBelow(old, "status"));
    for (var path :
        List.of("spec.components[].mcad", "spec.mcad", "spec.mcad.resources", OLD_STATUS)) {
      assertThat(today.field(path).get(KEEPING_UNKNOWN).flag(false)).as(path).isTrue();
    }
  }

  /** What is read of one is read of the other. */
  @Test
  void theOlderGroupHasTheFieldsOfTheOldVersion() {
    var older = Tree.lenient(Manifests.read(OLDER).getFirst()).get("spec", "versions");
    var old = Tree.lenient(Manifests.read(APP_WRAPPERS).getFirst()).get("spec", "versions");

    assertThat(older.items()).hasSize(1);
    for (var part : List.of("name", "subresources", "additionalPrinterColumns")) {
      assertThat(older.items().getFirst().get(part).value())
          .as(part)
          .isEqualTo(old.items().get(1).get(part).value());
    }
    assertThat(valuesBelow(schema(OLDER), "spec"))
        .isEqualTo(valuesBelow(new CrdSchema(Manifests.read(APP_WRAPPERS).getFirst(), 1), "spec"))
        .containsKey("resources.GenericItems[].generictemplate");
    assertThat(valuesBelow(schema(OLDER), "status"))
        .isEqualTo(valuesBelow(new CrdSchema(Manifests.read(APP_WRAPPERS).getFirst(), 1), "status"))
        .containsKeys("v1beta2", "queuejobstate");
  }

  private static SortedMap<String, String> valuesBelow(
      CrdSchema schema, String parent, String... but) {
    var below = new TreeMap<String, String>();
    schema
        .fields()
        .forEach((path, field) -> {
          var name = path.startsWith(parent + ".") ? path.substring(parent.length() + 1) : "";
          if (!name.isEmpty() && Stream.of(but).noneMatch(other -> isWithin(name, other))) {
            below.put(name, String.valueOf(field.value()));
          }
        });
    return below;
  }

  private static boolean isWithin(String path, String parent) {
    return path.equals(parent) || path.startsWith(parent + ".") || path.startsWith(parent + "[");
  }

  private static void assertDescribed(CrdSchema schema) {
    assertThat(schema.fields())
        .allSatisfy((path, field) -> {
          // The API server takes no schema of metadata but its type.
          boolean described = field.get("description").text("").endsWith(".");
          assertThat(described).as(path).isEqualTo(!path.equals("metadata"));
          assertThat(field.get("x-kubernetes-int-or-string").flag(false))
              .as(path)
              .isEqualTo(field.get("type").text("").isEmpty());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {APP_WRAPPERS, OLDER, CLUSTERS, LOCAL_QUEUES, WORKLOADS, CLASSES})
  void everyFieldIsBounded(String file) {
    var schema = schema(file);
    schema
        .fields()
        .forEach((path, field) -> {
          if (!GIVEN_BY_KUBERNETES.contains(path)) {
            assertThat(isBounded(schema, path, field)).as(path).isTrue();
          }
        });
  }

  private static boolean isBounded(CrdSchema schema, String path, Tree field) {
    return switch (field.get("type").text("")) {
      case "string" ->
          Stream.of("maxLength", "enum", "format").anyMatch(b -> !field.get(b).isAbsent());
      case "integer" -> !field.get("format").isAbsent();
      case "array" -> !field.get("maxItems").isAbsent();
      case "object" ->
          !schema.fields().containsKey(path + "{}") || !field.get("maxProperties").isAbsent();
      default -> true;
    };
  }

  @Test
  void unknownFieldsAreKeptInWrappedObjectsAndInWhatIsOfTheOldVersionOnly() {
    assertThat(keepingUnknown(APP_WRAPPERS).stream().filter(path -> !path.contains("mcad")))
        .containsExactly("spec.components[].template");
    assertThat(keepingUnknown(CLUSTERS)).isEmpty();
    assertThat(
            schema(APP_WRAPPERS)
                .field("spec.components[].template")
                .get("x-kubernetes-embedded-resource")
                .flag(false))
        .isTrue();
  }

  private static List<String> keepingUnknown(String file) {
    return schema(file).fields().entrySet().stream()
        .filter(e -> e.getValue().get(KEEPING_UNKNOWN).flag(false))
        .map(Map.Entry::getKey)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {LOCAL_QUEUES, WORKLOADS, CLASSES})
  void bothVersionsOfKueuesKindsHaveOneShape(String file) {
    var versions = Tree.lenient(Manifests.read(file).getFirst()).get("spec", "versions").items();
    assertThat(versions)
        .extracting(version -> version.get("name").text(""))
        .containsExactly("v1beta2", "v1beta1");
    for (var field : List.of("schema", "subresources", "additionalPrinterColumns", "served")) {
      assertThat(versions.get(1).get(field).value())
          .as(field)
          .isEqualTo(versions.get(0).get(field).value());
    }
  }

  private static boolean isForeign(CrdSchema schema, String path) {
    return schema.field(path).get("description").text("").equals("Not written.")
        || Stream.of("pendingpodconditions", "transitions", "v1beta2")
            .anyMatch(list -> path.startsWith(OLD_STATUS + "." + list));
  }

  @Test
  void everyStatusThatIsWrittenFitsItsSchemaAndUsesAllOfIt() {
    var schema = schema(APP_WRAPPERS);
    var used = new TreeSet<String>();
    for (long seed = 0; seed < 500; seed++) {
      var tree = StatusMap.toTree(Statuses.of(seed), STANDING);
      assertThat(schema.problems("status", tree, used)).as("seed " + seed).isEmpty();
    }
    var declared = new TreeSet<>(schema.fields().tailMap("status").keySet());
    // In MCAD's version a field may be there for the sake of what others wrote.
    declared.removeIf(
        path -> path.startsWith(OLD_STATUS) && !used.contains(path) && isForeign(schema, path));
    assertThat(used).isEqualTo(declared);
  }

  @Test
  void longestTextsStillFitTheSchema() {
    var schema = schema(APP_WRAPPERS);
    var message = "x".repeat(100_000);
    var status =
        GangStatus.UNSEEN
            .withPhase(Phase.FAILED)
            .with(Condition.UNHEALTHY, Condition.Status.TRUE, "CreateFailed", message, 0);
    assertThat(schema.problems("status", StatusMap.toTree(status, STANDING), new TreeSet<>()))
        .isEmpty();
    var podSpec =
        Map.of("containers", List.of(Map.of()), "nodeSelector", Map.of("\u202e".repeat(5000), 1L));
    var pod =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Pod",
            "metadata",
            Map.of("name", "n".repeat(9000)),
            "spec",
            podSpec);
    var view =
        GangMap.gang(
            Map.of("spec", Map.of("components", List.of(Map.of("template", pod)))),
            FaultToleranceDefaults.STANDARD,
            Priorities.NONE);
    assertThat(view.spec().demand()).isInstanceOf(Demand.Unreadable.class);
    var bad = (Demand.Unreadable) view.spec().demand();
    var refused =
        GangStatus.UNSEEN
            .withPhase(Phase.SUSPENDED)
            .withComponents(view.spec().objects())
            .withVerdict(new Verdict.BadObject(bad.path(), bad.problem()), 0);
    assertThat(schema.problems("status", StatusMap.toTree(refused, STANDING), new TreeSet<>()))
        .isEmpty();
  }

  @Test
  void everyFieldThatIsReadOfAGangIsDeclared() {
    var asked = new TreeSet<String>();
    var object =
        Trees.yaml(
            """
            metadata: {name: a}
            spec:
              suspend: true
              components:
              - podSets: [{path: template.spec.p, replicas: 2}]
                template: {apiVersion: a/v1, kind: B, spec: {p: {spec: {containers: [{}]}}}}
            """);
    object.put("status", StatusMap.toTree(Statuses.of(7), STANDING));
    for (long seed = 0; seed < 100; seed++) {
      object.put("status", StatusMap.toTree(Statuses.of(seed), STANDING));
      GangMap.gang(
          new RecordingMap(object, "", asked), FaultToleranceDefaults.STANDARD, Priorities.NONE);
    }
    var template = "spec.components[].template";
    asked.removeIf(path -> path.startsWith("metadata.") || path.startsWith(template + "."));
    assertThat(schema(APP_WRAPPERS).fields().keySet()).containsAll(asked);
    assertThat(asked)
        .contains(
            "spec.suspend",
            "spec.managedBy",
            "spec.components[].podSets[].path",
            "spec.components[].podSets[].replicas",
            template,
            "status.phase",
            "status.verdict.shortages[].causes[].nodes");
  }

  @Test
  void everyPhaseIsNamed() {
    var phase = schema(APP_WRAPPERS).field("status.phase");
    for (var word : Stream.of(Phase.values()).map(Phase::word).filter(w -> !w.isEmpty()).toList()) {
      assertThat(phase.get("description").text("")).contains(word);
    }
    assertThat(phase.get("enum").isAbsent()).as("clients of later versions").isTrue();
  }

  @Test
  void columnsShowDeclaredFields() {
    assertThat(columns(APP_WRAPPERS))
        .containsExactly(
            "Status .status.phase",
            "Quota Reserved .status.conditions[?(@.type==\"QuotaReserved\")].status",
            "Resources Deployed .status.conditions[?(@.type==\"ResourcesDeployed\")].status",
            "Unhealthy .status.conditions[?(@.type==\"Unhealthy\")].status",
            "Age .metadata.creationTimestamp",
            "Queue .metadata.labels.kueue\\.x-k8s\\.io/queue-name",
            "Reason .status.verdict.code",
            "Position .status.verdict.position",
            "ETA .status.verdict.eta",
            "Cluster .status.admission.cluster");
    assertThat(columns(CLUSTERS))
        .containsExactly(
            "Ready .status.conditions[?(@.type==\"Ready\")].status",
            "Nodes .status.nodes",
            "Intents .status.ledger.size",
            "Age .metadata.creationTimestamp");
    for (var file : List.of(APP_WRAPPERS, CLUSTERS)) {
      for (var column : columns(file)) {
        var path = column.substring(column.indexOf(" .") + 2).replaceAll("\\[\\?.*?\\)]", "[]");
        if (path.startsWith("status")) {
          assertThat(schema(file).fields()).containsKey(path);
        }
      }
    }
  }

  private static List<String> columns(String file) {
    var version =
        Tree.lenient(Manifests.read(file).getFirst()).get("spec", "versions").items().getFirst();
    return version.get("additionalPrinterColumns").items().stream()
        .map(c -> c.get("name").text("") + " " + c.get("jsonPath").text(""))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"samples/ray-cluster.yaml", "samples/job.yaml"})
  void samplesFitTheSchemaAndCanBeRead(String file) {
    var sample = Manifests.read(file).getFirst();
    var view = GangMap.gang(sample, FaultToleranceDefaults.STANDARD, Priorities.NONE);
    assertThat(view.spec().demand()).isInstanceOf(Demand.Readable.class);
    assertThat(((Demand.Readable) view.spec().demand()).pods()).isGreaterThan(1);
    var metadata = sample.remove("metadata");
    assertThat(metadata).isNotNull();
    assertThat(schema(APP_WRAPPERS).problems("", sample, new TreeSet<>())).isEmpty();
  }
}
