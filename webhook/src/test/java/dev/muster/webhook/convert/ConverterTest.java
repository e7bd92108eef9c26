package dev.muster.webhook.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final String OLD_NOTE =
      "{\"priority\":9,\"resources\":{\"GenericItems\":[{\"custompodresources\":[{\"replicas\":2,"
          + "\"requests\":{\"cpu\":2,\"memory\":\"8G\",\"nvidia.com/gpu\":1}}],\"replicas\":1},{}],"
          + "\"Items\":[]},\"schedulingSpec\":{\"minAvailable\":3,\"requeuing\":"
          + "{\"growthType\":\"exponential\",\"timeInSeconds\":120}}}";
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
  void mcadsAppWrapperIsOneOfTodayWithANoteOfTheRest() {
    var today =
        """
        apiVersion: workload.codeflare.dev/v1beta2
        kind: AppWrapper
        metadata:
          name: tune-old
          uid: u-1
          labels: {quota_context: gold, orderedinstance: m5.xlarge_g4dn.xlarge}
          annotations: {example.com/note: n, muster.dev/v1beta1: '%s'}
        spec:
          components:
          - template: %s
          - template: {apiVersion: v1, kind: Service, metadata: {name: s}}
        """
            .formatted(OLD_NOTE, RAY);
    assertThat(today(OLD)).isEqualTo(yaml(today));
    assertThat(old(today)).isEqualTo(yaml(OLD));
  }

  @Test
  void todaysAppWrapperIsOneOfMcadWithANoteOfTheRest() {
    var old =
        """
        apiVersion: workload.codeflare.dev/v1beta1
        kind: AppWrapper
        metadata:
          name: tune
          labels: {kueue.x-k8s.io/queue-name: q}
          annotations: {muster.dev/v1beta2: '%s'}
        spec:
          resources:
            GenericItems:
            - generictemplate: %s
            - generictemplate: {kind: Ship}
        """
            .formatted(
                "{\"components\":[{},{\"podSets\":[{\"path\":\"template.spec.x\",\"replicas\":2}]}],"
                    + "\"origin\":\"v1beta2\",\"suspend\":false}",
                RAY);
    assertThat(old(TODAYS)).isEqualTo(yaml(old));
    assertThat(today(old)).isEqualTo(yaml(TODAYS));
  }

  @Test
  void noteSaysNoMoreThanThereIs() {
    var plain = TODAYS.replace("suspend: false", "").replaceAll("podSets: \\[.*\\], ", "");
    assertThat(annotations(old(plain)))
        .isEqualTo(Map.of("muster.dev/v1beta2", "{\"origin\":\"v1beta2\"}"));
    assertThat(annotations(old(TODAYS.replaceAll("podSets: \\[.*\\], ", ""))))
        .isEqualTo(Map.of("muster.dev/v1beta2", "{\"origin\":\"v1beta2\",\"suspend\":false}"));
  }

  @Test
  void fieldsThatNobodyKnowsAndMisspeltOnesAreKept() {
    var odd = OLD.replace("  priority: 9", "  Priority: 9\n  prioritySlope: 0.50");
    odd = odd.replace("    Items: []", "    Items: [{replicas: 1, template: {kind: Pod}}]");
    odd += "status: {Succeeded: 1, state: Completed, canrun: false, mcad: 1}\n";

    assertThat(old(today(odd))).isEqualTo(yaml(odd));
  }

  @Test
  void changeOfTheOldVersionIsKeptWhereverTheObjectWasMade() {
    var changed = old(TODAYS);
    put(changed, "spec", "priority", 5);

    var stored = converted(changed, Version.V1BETA2);

    assertThat(annotations(stored).get("muster.dev/v1beta1"))
        .isEqualTo(
            "{\"origin\":\"v1beta2\",\"priority\":5,\"resources\":{\"GenericItems\":[{},{}]}}");
    assertThat(stored.get("spec")).isEqualTo(yaml(TODAYS).get("spec"));
    assertThat(old(stored)).isEqualTo(changed);
  }

  @Test
  void changeOfTodaysVersionIsKeptWhereverTheObjectWasMade() {
    var changed = today(OLD);
    put(changed, "spec", "suspend", true);

    var old = old(changed);

    assertThat(annotations(old))
        .isEqualTo(Map.of("example.com/note", "n", "muster.dev/v1beta2", "{\"suspend\":true}"));
    assertThat(old.get("spec")).isEqualTo(yaml(OLD).get("spec"));
    assertThat(today(old)).isEqualTo(changed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "7",
        "{\"resources\":{\"GenericItems\":[{}]}}", // of another object
        "{\"resources\":{\"GenericItems\":[{},{\"generictemplate\":1}]}}",
        "{ \"resources\": {\"GenericItems\": [{},{}]}}", // by hand
        "{\"resources\":{\"GenericItems\":[{},{}]},\"resources\":{}}",
        "{\"origin\":\"v1beta2\",\"resources\":{\"GenericItems\":[{},{}]}}", // says nothing
        "{\"origin\":1}",
        "{\"muster.dev/kept\":[]}",
        "{\"muster.dev/kept\":{\"annotation\":5},\"resources\":{\"GenericItems\":[{},{}]}}",
      })
  void whatIsNoNoteStaysWhatItIs(String annotation) {
    var object = yaml(TODAYS);
    put(object, "metadata", "annotations", Map.of("muster.dev/v1beta1", annotation));

    var old = old(object);

    assertThat(annotations(old).get("muster.dev/v1beta1")).isEqualTo(annotation);
    assertThat(old.get("spec")).isEqualTo(old(TODAYS).get("spec"));
    assertThat(today(old)).isEqualTo(object);
  }

  /** What could not have come in as an object is nobody's note, and could not go out as one. */
  @Test
  void noteThatIsDeeperThanAnObjectMayBeStaysWhatItIs() {
    for (int depth : new int[] {998, 1_500, 100_000}) {
      var lists = "[".repeat(depth) + "]".repeat(depth);
      var annotation = "{\"resources\":{\"GenericItems\":[{},{}]},\"x\":" + lists + "}";
      var object = yaml(TODAYS);
      put(object, "metadata", "annotations", Map.of("muster.dev/v1beta1", annotation));

      boolean isNote = !annotation.equals(annotations(old(object)).get("muster.dev/v1beta1"));

      assertThat(isNote).as("%d", depth).isEqualTo(depth < 1_000);
    }
  }

  @Test
  void annotationOfTheNotesNameMovesIntoTheNote() {
    var object = yaml(OLD);
    put(object, "metadata", "annotations", Map.of("muster.dev/v1beta1", "mine"));

    var stored = converted(object, Version.V1BETA2);

    assertThat(annotations(stored).get("muster.dev/v1beta1"))
        .isEqualTo("{\"muster.dev/kept\":{\"annotation\":\"mine\"}," + OLD_NOTE.substring(1));
    assertThat(old(stored)).isEqualTo(object);
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
    assertThat(refusal("{apiVersion: workload.codeflare.dev/v1beta1, kind: AppWrapper}"))
        .isEqualTo(new Conversion.Refused("metadata must be an object"));
    assertThat(refusal(OLD.replace("annotations: {example.com/note: n}", "annotations: [1]")))
        .isEqualTo(new Conversion.Refused("metadata.annotations must be an object"));
    assertThat(refusal(OLD.replace("annotations: {example.com/note: n}", "annotations: {a: 1}")))
        .isEqualTo(new Conversion.Refused("metadata.annotations must hold strings"));
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

  private static Map<?, ?> annotations(Map<String, @Nullable Object> object) {
    return Wrappers.metadataOf(object).get("annotations") instanceof Map<?, ?> map ? map : Map.of();
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
