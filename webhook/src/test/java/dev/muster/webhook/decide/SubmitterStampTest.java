package dev.muster.webhook.decide;

import static dev.muster.webhook.decide.WrapperBuilder.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.rights.Submitter;
import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is added to a new AppWrapper: who submits it, and a queue. */
final class SubmitterStampTest {
  private static final String STAMP =
      "{\"username\":\"ada@example.com\",\"uid\":\"u-7\",\"groups\":[\"ml\","
          + "\"system:authenticated\"],\"extra\":{\"scopes.example.com\":[\"user:full\"]}}";

  @Test
  void submitterIsRecordedWholeAndInLabels() {
    assertThat(completed(WrapperBuilder.ofJob()))
        .isEqualTo(
            new Admission.Let(
                List.of(
                    new Addition(
                        "/metadata/labels",
                        new TreeMap<>(
                            Map.of(
                                "workload.codeflare.dev/user", "ada_example.com",
                                "workload.codeflare.dev/userid", "u-7"))),
                    new Addition(
                        "/metadata/annotations",
                        new TreeMap<>(Map.of("muster.dev/submitter", STAMP))))));
  }

  @Test
  void whatItsSenderClaimsIsOverwrittenAndAllElseStays() {
    var forged =
        WrapperBuilder.ofJob()
            .label("workload.codeflare.dev/user", "root")
            .annotation("muster.dev/submitter", "{\"username\":\"root\"}");
    assertThat(completed(forged))
        .isEqualTo(
            new Admission.Let(
                List.of(
                    new Addition(
                        "/metadata/labels/workload.codeflare.dev~1user", "ada_example.com"),
                    new Addition("/metadata/labels/workload.codeflare.dev~1userid", "u-7"),
                    new Addition("/metadata/annotations/muster.dev~1submitter", STAMP))));
  }

  @Test
  void whatIsAsItShouldBeIsNotWritten() {
    var complete =
        WrapperBuilder.ofJob()
            .label("workload.codeflare.dev/user", "ada_example.com")
            .label("workload.codeflare.dev/userid", "u-7")
            .stamped();
    assertThat(completed(complete)).isEqualTo(Admission.UNCHANGED);
  }

  @Test
  void defaultQueueFillsAnAbsentLabelAndReplacesNone() {
    var admitter = new Admitter(new Settings("everybody", true, null));
    assertThat(queueOf(admitter, WrapperBuilder.ofJob())).isEqualTo("everybody");
    var named = WrapperBuilder.ofJob().label("kueue.x-k8s.io/queue-name", "mine");
    assertThat(queueOf(admitter, named)).isEqualTo("");
    assertThat(queueOf(new Admitter(Settings.STANDARD), WrapperBuilder.ofJob())).isEqualTo("");
  }

  private static String queueOf(Admitter admitter, WrapperBuilder wrapper) {
    return additions(admitter.completeAppWrapper(wrapper.created())).stream()
        .filter(addition -> addition.path().equals("/metadata/labels"))
        .map(addition -> ((Map<?, ?>) addition.value()).get("kueue.x-k8s.io/queue-name"))
        .map(queue -> queue == null ? "" : queue.toString())
        .findFirst()
        .orElse("");
  }

  @Test
  void labelsHoldWhatLabelsCan() {
    assertThat(labelOf("-.system:serviceaccount:a:b._")).isEqualTo("system_serviceaccount_a_b");
    assertThat(labelOf("é" + "x".repeat(70))).isEqualTo("x".repeat(62));
    assertThat(labelOf("")).isEqualTo("");
    assertThat(labelOf("...")).isEqualTo("");
  }

  private static @Nullable Object labelOf(String user) {
    var wrapper = WrapperBuilder.ofJob();
    var additions = new Additions(wrapper.build());
    SubmitterStamp.add(User.named(user), additions);
    return ((Map<?, ?>) additions.all().getFirst().value()).get("workload.codeflare.dev/user");
  }

  @Test
  void stampIsJsonWhateverTheNamesAre() {
    var odd = new User("a\"\\\n\u2028\ud800", "", List.of(), Collections.emptySortedMap());
    assertThat(SubmitterStamp.text(odd))
        .isEqualTo("{\"username\":\"a\\\"\\\\\\u000a\\u2028\\ud800\"}");
  }

  /** What is asked when the gang starts is about the very user who submitted it. */
  @Test
  void schedulerReadsTheUserWhoWasRecorded() {
    var scopes = new TreeMap<>(Map.of("scopes.example.com", List.of("user:full", "a,\"b\"")));
    for (var user :
        List.of(
            ADA,
            User.named("a\"\\\n\u2028 \ud83d\ude00"),
            new User("é", "u", List.of("x", "", "y z"), Collections.emptySortedMap()),
            new User("ada", "", List.of(), scopes))) {
      var wrapper = WrapperBuilder.ofJob().annotation(User.ANNOTATION, SubmitterStamp.text(user));
      assertThat(Submitter.of(wrapper.build())).contains(user);
    }
  }

  @Test
  void moreGroupsThanCanBeRecordedAreRefused() {
    var groups = new ArrayList<String>();
    for (int i = 0; i < 400; i++) {
      groups.add("group-" + i + "-" + "x".repeat(40));
    }
    var many = new User("ada", "", groups, Collections.emptySortedMap());
    var problems = new Problems();
    var wrapper =
        WrapperBuilder.ofJob().annotation("muster.dev/submitter", SubmitterStamp.text(many));
    SubmitterStamp.check(many, new Wrapper(wrapper.build()), problems);
    assertThat(problems.all())
        .containsExactly(
            new Admission.Problem(
                "metadata.annotations[\"muster.dev/submitter\"]",
                "you are in so many groups that they cannot be recorded; at most 16 KiB can"));
  }

  @Test
  void onlyNewAppWrappersAreCompleted() {
    var old = WrapperBuilder.ofJob();
    var change = WrapperBuilder.ofJob().request(Operation.UPDATE, old.build());
    assertThat(new Admitter(Settings.STANDARD).completeAppWrapper(change))
        .isEqualTo(Admission.UNCHANGED);
  }

  @Test
  void misshapenMetadataIsLeftToTheApiServer() {
    for (@Nullable Object odd : new Object[] {1L, "x", true, List.of()}) {
      var labels = WrapperBuilder.ofJob().metadata("labels", odd);
      var annotations =
          new Addition("/metadata/annotations", Map.of(SubmitterStamp.ANNOTATION, STAMP));
      assertThat(completed(labels)).isEqualTo(new Admission.Let(List.of(annotations)));
    }
  }

  private static Admission completed(WrapperBuilder wrapper) {
    assertThat(wrapper.created().user()).isEqualTo(ADA);
    return new Admitter(Settings.STANDARD).completeAppWrapper(wrapper.created());
  }

  private static List<Addition> additions(Admission admission) {
    return admission instanceof Admission.Let let ? let.additions() : List.of();
  }
}
