package dev.muster.scheduler.kube.convert;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AppWrappers as people write them, in the other version. */
final class ConverterTest {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final String RAY =
      "{apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: r}, spec: {x: null, y: {}}}";
  private static final String OLD =
      """
      apiVersion: workload.codeflare.dev/v1beta1
      kind: AppWrapper
      metadata:
        name: tune-old
        uid: u-1
        labels: {quota_context: gold, orderedinstance: m5.xlarge_g4dn.xlarge}
        annotations: {example.com/note: n}
      spec:
        priority: 9
        schedulingSpec: {minAvailable: 3, requeuing: {timeInSeconds: 120, growthType: exponential}}
        resources:
          Items: []
          GenericItems:
          - replicas: 1
            custompodresources:
            - {replicas: 2, requests: {cpu: 2, memory: 8G, nvidia.com/gpu: 1}}
            generictemplate: %s
          - generictemplate: {apiVersion: v1, kind: Service, metadata: {name: s}}
      """
          .formatted(RAY);
  private static final String TODAYS =
      """
      apiVersion: workload.codeflare.dev/v1beta2
      kind: AppWrapper
      metadata: {name: tune, labels: {kueue.x-k8s.io/queue-name: q}}
      spec:
        suspend: false
        components:
        - template: %s
        - {podSets: [{path: template.spec.x, replicas: 2}], template: {kind: Ship}}
      """
          .formatted(RAY);

  @Test
  void mcadsAppWrapperIsOneOfTodayThatKeepsTheRest() {
    var today =
        """
        apiVersion: workload.codeflare.dev/v1beta2
        kind: AppWrapper
        metadata:
          name: tune-old
          uid: u-1
          labels: {quota_context: gold, orderedinstance: m5.xlarge_g4dn.xlarge}
          annotations: {example.com/note: n}
        spec:
          mcad:
            priority: 9
            schedulingSpec: {minAvailable: 3, requeuing: {timeInSeconds: 120, growthType: exponential}}
            resources: {Items: []}
          components:
          - template: %s
            mcad:
              replicas: 1
              custompodresources:
              - {replicas: 2, requests: {cpu: 2, memory: 8G, nvidia.com/gpu: 1}}
          - template: {apiVersion: v1, kind: Service, metadata: {name: s}}
        """
            .formatted(RAY);
    assertThat(today(OLD)).isEqualTo(yaml(today));
    assertThat(old(today)).isEqualTo(yaml(OLD));
  }

  @Test
  void todaysAppWrapperIsOneOfMcadThatKeepsTheRest() {
    var old =
        """
        apiVersion: workload.codeflare.dev/v1beta1
        kind: AppWrapper
        metadata: {name: tune, labels: {kueue.x-k8s.io/queue-name: q}}
        spec:
          v1beta2: {suspend: false}
          resources:
            GenericItems:
            - generictemplate: %s
            - generictemplate: {kind: Ship}
              v1beta2: {podSets: [{path: template.spec.x, replicas: 2}]}
        """
            .formatted(RAY);
    assertThat(old(TODAYS)).isEqualTo(yaml(old));
    assertThat(today(old)).isEqualTo(yaml(TODAYS));
  }

  /** What keeps nothing says nevertheless where it was submitted. */
  @ParameterizedTest
  @CsvSource({
    "v1beta1, '{resources: {GenericItems: [{generictemplate: {kind: Ship}}]}}',"
        + "'{mcad: {}, components: [{template: {kind: Ship}}]}'",
    "v1beta2, '{components: [{template: {kind: Ship}}]}',"
        + "'{v1beta2: {}, resources: {GenericItems: [{generictemplate: {kind: Ship}}]}}'",
    "v1beta1, '{resources: {}}', '{mcad: {resources: {}}}'",
    "v1beta1, '{resources: {Items: [1]}}', '{mcad: {resources: {Items: [1]}}}'",
    "v1beta1, '{}', '{mcad: {}}'",
    "v1beta2, '{}', '{v1beta2: {}}'",
    "v1beta1, '{resources: {GenericItems: [{replicas: 1}, 7, null]}}',"
        + "'{mcad: {}, components: [{mcad: {replicas: 1}}, 7, null]}'",
    "v1beta1, '{resources: {GenericItems: 5}}', '{mcad: {resources: {GenericItems: 5}}}'",
    "v1beta1, 5, 5",
    "v1beta2, 5, 5"
  })
  void specOfEitherVersionIsOneOfTheOther(String version, String spec, String other) {
    var head = "{apiVersion: workload.codeflare.dev/%s, kind: AppWrapper, metadata: {}, spec: %s}";
    var object = yaml(head.formatted(version, spec));
    var to = Version.of(object.get("apiVersion")).orElseThrow().other();

    var converted = converted(object, to);

    var title = to == Version.V1BETA1 ? "v1beta1" : "v1beta2";
    assertThat(converted).isEqualTo(yaml(head.formatted(title, other)));
    assertThat(converted(converted, to.other())).isEqualTo(object);
  }

  @Test
  void fieldsThatNobodyKnowsAndMisspeltOnesAreKept() {
    var odd = OLD.replace("  priority: 9", "  Priority: 9\n  prioritySlope: 0.50");
    odd = odd.replace("    Items: []", "    Items: [{replicas: 1, template: {kind: Pod}}]");
    odd += "status: {Succeeded: 1, state: Completed, canrun: false, mcad: 1}\n";

    assertThat(old(today(odd))).isEqualTo(yaml(odd));
  }

  @Test
  void changeOfEitherVersionIsKeptInTheOther() {
    var changed = today(OLD);
    put(changed, "spec", "suspend", true);

    var old = old(changed);

    assertThat(in(old, "spec").get("v1beta2")).isEqualTo(Map.of("suspend", true, "mcad", Map.of()));
    assertThat(today(old)).isEqualTo(changed);
    in(old, "spec").remove("priority");
    assertThat(in(today(old), "spec").get("mcad"))
        .isEqualTo(without(in(changed, "spec").get("mcad"), "priority"));
  }

  /** An own field of the version that it was not submitted in says that it was. */
  @Test
  void whatWasSubmittedInTodaysVersionShowsThatSomebodyWroteTheOldOnesFields() {
    var changed = old(TODAYS);
    put(changed, "spec", "priority", 5);

    var stored = today(changed);

    assertThat(in(stored, "spec").get("mcad")).isEqualTo(Map.of("priority", 5));
    put(changed, "spec", "v1beta2", Map.of("suspend", false, "mcad", Map.of()));
    assertThat(old(stored)).isEqualTo(changed);
  }

  /** Of what can be had elsewhere, the other place counts. */
  @Test
  void wrappedObjectsStandInOnePlaceAlone() {
    var object = yaml(TODAYS);
    put(
        object,
        "spec",
        "mcad",
        Map.of(
            "resources",
            Map.of("GenericItems", List.of(1), "Items", List.of()),
            "v1beta2",
            Map.of("suspend", true),
            "priority",
            5));

    var old = in(old(object), "spec");

    assertThat(old.get("v1beta2")).isEqualTo(Map.of("suspend", false, "mcad", Map.of()));
    assertThat(old.get("priority")).isEqualTo(5);
    assertThat(in(old, "resources"))
        .isEqualTo(
            Map.of(
                "GenericItems",
                in(in(old(TODAYS), "spec"), "resources").get("GenericItems"),
                "Items",
                List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "Suspended,Pending,Queueing,false",
    "Suspending,Pending,Backoff,false",
    "Resuming,Running,Dispatched,true",
    "Running,Running,Dispatched,true",
    "Resetting,Running,Dispatched,true",
    "Succeeded,Completed,Completed,false",
    "Failed,Failed,Failed,false",
    "Terminating,Deleted,Deleted,false"
  })
  void mcadsClientsReadThePhase(String phase, String state, String queueJobState, boolean canRun) {
    var object = yaml(TODAYS);
    Map<String, @Nullable Object> status = Map.of("phase", phase, "resettingCount", 1);
    object.put("status", status);

    var old = old(object);

    assertThat(old.get("status"))
        .isEqualTo(
            Map.of(
                "state",
                state,
                "queuejobstate",
                queueJobState,
                "canrun",
                canRun,
                "v1beta2",
                status));
    assertThat(today(old)).isEqualTo(object);
  }

  @Test
  void mcadsStatusIsShownAsItWasWritten() {
    var object = today(OLD);
    var mcad = Map.of("state", "Pending", "queuejobstate", "Queueing", "canrun", false);
    object.put("status", Map.of("phase", "Suspended", "mcad", mcad));
    assertThat(old(object).get("status"))
        .isEqualTo(
            Map.of(
                "state",
                "Pending",
                "queuejobstate",
                "Queueing",
                "canrun",
                false,
                "v1beta2",
                Map.of("phase", "Suspended", "mcad", true)));
    assertThat(today(old(object))).isEqualTo(object);

    object.put("status", Map.of("phase", "Running", "mcad", Map.of("state", "Running", "x", 1)));
    assertThat(old(object).get("status"))
        .isEqualTo(Map.of("state", "Running", "x", 1, "v1beta2", Map.of("phase", "Running")));
    assertThat(today(old(object))).isEqualTo(object);
  }

  @Test
  void withoutAStatusThereIsNone() {
    assertThat(old(TODAYS)).doesNotContainKey("status");
    assertThat(today(OLD)).doesNotContainKey("status");
    assertThat(today(OLD + "status: {state: Pending}\n").get("status"))
        .isEqualTo(Map.of("mcad", Map.of("state", "Pending")));
  }

  @Test
  void versionThatItHasIsTheObjectItself() {
    assertThat(converted(yaml(OLD), Version.V1BETA1)).isEqualTo(yaml(OLD));
    assertThat(converted(yaml(TODAYS), Version.V1BETA2)).isEqualTo(yaml(TODAYS));
  }

  @Test
  void whatIsNoAppWrapperIsRefused() {
    var only =
        new Conversion.Refused("only AppWrappers are converted, between v1beta1 and v1beta2");
    assertThat(Converter.convert(Map.of(), "workload.codeflare.dev/v1beta1")).isEqualTo(only);
    assertThat(Converter.convert(yaml(OLD), "workload.codeflare.dev/v1beta3")).isEqualTo(only);
    assertThat(Converter.convert(yaml(OLD), "")).isEqualTo(only);
    assertThat(refusal(OLD.replace("codeflare.dev/v1beta1", "codeflare.dev/v1"))).isEqualTo(only);
    assertThat(refusal(OLD.replace("kind: AppWrapper", "kind: Pod"))).isEqualTo(only);
  }

  @ParameterizedTest
  @ValueSource(strings = {"codeflare-sdk-v1beta1-instascale", "codeflare-sdk-v1beta2-raycluster"})
  void sampleOfAClientComesBackAsItWas(String name) throws IOException {
    var named = System.getenv("MUSTER_SHARED");
    var folder =
        named == null ? Path.of("..").toRealPath().resolveSibling("shared") : Path.of(named);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "SKIPPED: needs the samples in " + folder + "; set MUSTER_SHARED to where they are");
    var object = yaml(Files.readString(folder.resolve("samples/" + name + ".yaml")));
    var version = Version.of(object.get("apiVersion")).orElseThrow();

    var other = converted(object, version.other());

    assertThat(other).isNotEqualTo(object);
    assertThat(converted(other, version)).isEqualTo(object);
  }

  private static Conversion refusal(String object) {
    return Converter.convert(yaml(object), "workload.codeflare.dev/v1beta2");
  }

  private static Map<String, @Nullable Object> today(String object) {
    return today(yaml(object));
  }

  private static Map<String, @Nullable Object> today(Map<String, @Nullable Object> object) {
    return converted(object, Version.V1BETA2);
  }

  private static Map<String, @Nullable Object> old(String object) {
    return old(yaml(object));
  }

  private static Map<String, @Nullable Object> old(Map<String, @Nullable Object> object) {
    return converted(object, Version.V1BETA1);
  }

  private static Map<String, @Nullable Object> converted(
      Map<String, @Nullable Object> object, Version version) {
    return Wrappers.converted(object, version);
  }

  @SuppressWarnings("unchecked") // names of YAML maps are strings
  private static Map<String, @Nullable Object> in(
      Map<String, @Nullable Object> object, String field) {
    return (Map<String, @Nullable Object>) requireNonNull(object.get(field));
  }

  private static Map<String, @Nullable Object> without(@Nullable Object map, String name) {
    var copy = Version.copy((Map<?, ?>) requireNonNull(map));
    copy.remove(name);
    return copy;
  }

  private static void put(
      Map<String, @Nullable Object> object, String part, String field, Object value) {
    var copy =
        object.get(part) instanceof Map<?, ?> map ? Version.copy(map) : Version.copy(Map.of());
    copy.put(field, value);
    object.put(part, copy);
  }

  private static Map<String, @Nullable Object> yaml(String text) {
    try {
      return Version.copy(YAML.readValue(text, Map.class));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
