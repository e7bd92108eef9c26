package dev.muster.webhook.decide;

import static dev.muster.webhook.decide.WrapperBuilder.ADA;
import static dev.muster.webhook.decide.WrapperBuilder.map;
import static dev.muster.webhook.decide.WrapperBuilder.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.Admission.Problem;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What becomes of objects that name a queue, when they are created and when they are changed. */
final class HoldRuleTest {
  @SuppressWarnings("unused") // by name
  private static final List<BareKind> KINDS = BareKind.ALL;

  private static final User SCHEDULER = User.account("muster-system", "muster-scheduler");
  private static final Admitter ADMITTER =
      new Admitter(new Settings("default-queue", true, SCHEDULER));

  private static Map<String, @Nullable Object> job(Object suspend) {
    var job = WrapperBuilder.job("train", 2);
    job.put("metadata", tree("name", "train", "labels", tree(BareKind.QUEUE, "lq")));
    map(job, "spec").put("suspend", suspend);
    return job;
  }

  private static Map<String, @Nullable Object> changed(
      Map<String, @Nullable Object> object, Consumer<Map<String, @Nullable Object>> change) {
    change.accept(object);
    return object;
  }

  private static Map<String, @Nullable Object> copy(Map<String, @Nullable Object> object) {
    return new LinkedHashMap<>(object);
  }

  private static Admission created(Map<String, @Nullable Object> object, boolean every) {
    return decided(Operation.CREATE, ADA, object, tree(), every);
  }

  private static Admission updated(
      Map<String, @Nullable Object> old, Map<String, @Nullable Object> now) {
    return decided(Operation.UPDATE, ADA, now, old, false);
  }

  private static Admission decided(
      Operation operation,
      User user,
      Map<String, @Nullable Object> object,
      Map<String, @Nullable Object> old,
      boolean every) {
    var apiVersion = String.valueOf(object.get("apiVersion"));
    var group = apiVersion.substring(0, apiVersion.indexOf('/'));
    var resource = new AdmissionRequest.Resource(group, "", "", "");
    return ADMITTER.hold(
        new AdmissionRequest("uid-7", operation, resource, "team", user, object, old), every);
  }

  private static final Addition HELD = new Addition("/spec/suspend", true);

  private static Addition podLabels(String gang) {
    return new Addition(
        "/spec/template/metadata",
        tree(
            "labels",
            tree(
                "muster.dev/gang",
                gang,
                "muster.dev/place",
                "exact",
                "muster.dev/pod-set",
                "main")));
  }

  @Test
  void newJobIsSuspendedAndItsPodsAreLabelledForTheirPlaces() {
    assertThat(created(job(false), false))
        .isEqualTo(new Admission.Let(List.of(HELD, podLabels("job.train"))));
  }

  @Test
  void whatWasDecidedOnceIsDecidedTheSameAgain() {
    var once = job(true);
    map(map(once, "spec"), "template").put("metadata", podLabels("job.train").value());
    assertThat(created(once, false)).isEqualTo(new Admission.Let(List.of()));
  }

  @Test
  void jobWithoutANameIsGivenOneSinceItsPodsCarryIt() {
    var job =
        changed(
            job(true),
            it -> {
              map(it, "metadata").remove("name");
              map(it, "metadata").put("generateName", "train-");
            });
    var let = (Admission.Let) created(job, false);
    var name = let.additions().getFirst();
    assertThat(name.path()).isEqualTo("/metadata/name");
    assertThat(name.value().toString()).matches("train-[0-9a-z]{5}");
    assertThat(let.additions()).contains(podLabels("job." + name.value()));
  }

  @Test
  void whatNamesNoQueueIsLetAloneUnlessAllOfItsNamespaceIsQueued() {
    var job = changed(job(false), it -> map(it, "metadata").remove("labels"));
    assertThat(created(job, false)).isEqualTo(Admission.UNCHANGED);
    assertThat(created(job, true))
        .isEqualTo(
            new Admission.Let(
                List.of(
                    new Addition("/metadata/labels", tree(BareKind.QUEUE, "default-queue")),
                    HELD,
                    podLabels("job.train"))));
  }

  private static Map<String, @Nullable Object> part(Object suspend) {
    return changed(
        job(suspend),
        it ->
            map(it, "metadata")
                .put(
                    "ownerReferences",
                    List.of(
                        tree(
                            "apiVersion",
                            "jobset.x-k8s.io/v1alpha2",
                            "kind",
                            "JobSet",
                            "name",
                            "set",
                            "uid",
                            "u",
                            "controller",
                            true))));
  }

  @Test
  void partsOfGangsThatControllersMakeAndTheSchedulersOwnChangesAreLetAlone() {
    var operator = User.named("system:serviceaccount:jobset-system:controller");
    assertThat(decided(Operation.CREATE, operator, part(false), tree(), true))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(Operation.UPDATE, operator, part(false), part(true), false))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(Operation.UPDATE, SCHEDULER, job(false), job(true), false))
        .isEqualTo(Admission.UNCHANGED);
  }

  @Test
  void nobodyGetsAroundItByAnOwnerThatTheyWriteDown() {
    var tenant = User.named("system:serviceaccount:team:builder");
    for (var user : List.of(ADA, tenant)) {
      assertThat(decided(Operation.CREATE, user, part(false), tree(), false))
          .isEqualTo(
              new Admission.Refuse(
                  List.of(
                      new Problem(
                          "metadata.ownerReferences",
                          "what such an owner makes is created by its controller, from another"
                              + " namespace; leave it out"))));
    }
    assertThat(updated(job(true), part(false)))
        .isEqualTo(
            new Admission.Refuse(
                List.of(
                    new Problem(
                        "metadata.ownerReferences",
                        "what is queued by itself stays so; delete it, and create the other one"))));
    var forged =
        changed(
            part(true),
            it ->
                map(it, "metadata")
                    .put("annotations", tree(BareKind.STATUS, "{\"phase\":\"Running\"}")));
    var bared = changed(forged, it -> {});
    assertThat(
            updated(
                forged,
                changed(
                    new LinkedHashMap<>(bared),
                    it -> {
                      var metadata = new LinkedHashMap<>(map(it, "metadata"));
                      metadata.remove("ownerReferences");
                      it.put("metadata", metadata);
                    })))
        .isEqualTo(
            new Admission.Let(
                List.of(
                    new Addition("/metadata/annotations/muster.dev~1status", ""),
                    podLabels("job.train"))));
  }

  @Test
  void whatJoinsTheQueueLaterForgetsWhatItSaysOfItself() {
    Consumer<Map<String, @Nullable Object>> forged =
        it ->
            map(it, "metadata")
                .put("annotations", tree(BareKind.STATUS, "{\"phase\":\"Resetting\"}"));
    var old = changed(changed(job(true), forged), it -> map(it, "metadata").remove("labels"));
    assertThat(updated(old, changed(job(true), forged)))
        .isEqualTo(
            new Admission.Let(
                List.of(
                    new Addition("/metadata/annotations/muster.dev~1status", ""),
                    podLabels("job.train"))));
  }

  @Test
  void inAQueuedNamespaceWhatRanBeforeGoesOnUntilItIsSuspendedAndLetGo() {
    Consumer<Map<String, @Nullable Object>> without = it -> map(it, "metadata").remove("labels");
    var runs = changed(job(false), without);
    var stands = changed(job(true), without);
    assertThat(decided(Operation.UPDATE, ADA, changed(job(false), without), runs, true))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(Operation.UPDATE, ADA, stands, runs, true)).isEqualTo(Admission.UNCHANGED);
    assertThat(decided(Operation.UPDATE, ADA, runs, stands, true))
        .isEqualTo(
            new Admission.Let(
                List.of(
                    new Addition("/metadata/labels", tree(BareKind.QUEUE, "default-queue")),
                    HELD,
                    podLabels("job.train"))));
  }

  @Test
  void aRayJobIsQueuedOnlyIfKubeRayCanSuspendIt() {
    var job =
        tree(
            "apiVersion",
            "ray.io/v1",
            "kind",
            "RayJob",
            "metadata",
            tree("name", "x", "labels", tree(BareKind.QUEUE, "lq")),
            "spec",
            tree());
    assertThat(created(job, false))
        .isEqualTo(
            new Admission.Refuse(
                List.of(
                    new Problem(
                        "spec.shutdownAfterJobFinishes",
                        "must be true for a RayJob that is queued: KubeRay suspends no other"))));
    var used = changed(copy(job), it -> it.put("spec", tree("clusterSelector", tree("a", "b"))));
    assertThat(created(used, true)).isEqualTo(Admission.UNCHANGED);
    assertThat(updated(used, used)).isEqualTo(Admission.UNCHANGED);
    var queued =
        changed(
            copy(job),
            it -> it.put("spec", tree("suspend", true, "shutdownAfterJobFinishes", true)));
    assertThat(updated(queued, used))
        .isEqualTo(
            new Admission.Refuse(
                List.of(
                    new Problem(
                        "spec",
                        "what is queued by itself stays so; delete it, and create the other one"))));
  }

  @Test
  void podsCannotBeLabelledAsThoseOfAnotherGang() {
    var job =
        changed(
            job(true),
            it ->
                map(map(it, "spec"), "template")
                    .put(
                        "metadata",
                        tree("labels", tree("workload.codeflare.dev/appwrapper", "other"))));
    assertThat(created(job, false))
        .isEqualTo(
            new Admission.Refuse(
                List.of(
                    new Problem(
                        "spec.template.metadata.labels",
                        "the label workload.codeflare.dev/appwrapper cannot be set here; leave it"
                            + " out"))));
  }

  @Test
  void ofACopyTheStatusIsForgotten() {
    var copy =
        changed(
            job(true),
            it ->
                map(it, "metadata")
                    .put("annotations", tree(BareKind.STATUS, "{\"phase\":\"Running\"}")));
    assertThat(created(copy, false))
        .isEqualTo(
            new Admission.Let(
                List.of(
                    new Addition("/metadata/annotations/muster.dev~1status", ""),
                    podLabels("job.train"))));
  }

  @Test
  void nobodyLetsItGoButTheScheduler() {
    assertThat(updated(job(true), job(false)))
        .isEqualTo(
            new Admission.Let(
                List.of(
                    new Addition("/metadata/annotations", tree(BareKind.HOLD, "false")),
                    HELD,
                    podLabels("job.train"))));
  }

  @Test
  void whoSuspendsWhatRunsWantsItHeld() {
    assertThat(updated(labelled(job(false)), job(true)))
        .isEqualTo(
            new Admission.Let(
                List.of(
                    new Addition("/metadata/annotations", tree(BareKind.HOLD, "true")),
                    podLabels("job.train"))));
  }

  private static Map<String, @Nullable Object> labelled(Map<String, @Nullable Object> job) {
    return changed(
        job,
        it ->
            map(map(it, "spec"), "template")
                .put("metadata", tree("labels", tree(BareKind.GANG, "job.train"))));
  }

  @Test
  void podsOfWhatRanBeforeAnybodyLabelledThemAreLeftAlone() {
    assertThat(updated(job(false), job(true)))
        .isEqualTo(
            new Admission.Let(
                List.of(new Addition("/metadata/annotations", tree(BareKind.HOLD, "true")))));
  }

  @Test
  void whatTheSchedulerWroteStaysAsItWas() {
    var old =
        changed(
            labelled(job(false)),
            it ->
                map(it, "metadata")
                    .put("annotations", tree(BareKind.STATUS, "{\"phase\":\"Running\"}")));
    var now =
        changed(
            job(false),
            it ->
                map(it, "metadata")
                    .put("annotations", tree(BareKind.VERDICT, "{}", "mine", "too")));
    assertThat(updated(old, now))
        .isEqualTo(
            new Admission.Let(
                List.of(
                    new Addition(
                        "/metadata/annotations/muster.dev~1status", "{\"phase\":\"Running\"}"),
                    new Addition("/metadata/annotations/muster.dev~1verdict", ""),
                    podLabels("job.train"))));
  }

  @Test
  void whatIsQueuedStaysQueuedAndOnlyWhatIsHeldChangesItsQueue() {
    Consumer<Map<String, @Nullable Object>> away = it -> map(it, "metadata").remove("labels");
    Consumer<Map<String, @Nullable Object>> other =
        it -> map(map(it, "metadata"), "labels").put(BareKind.QUEUE, "other");
    var label = "metadata.labels[\"kueue.x-k8s.io/queue-name\"]";
    var runs =
        new Problem(
            label,
            "the queue of what has been let go stays as it is: suspend it first, or create another"
                + " one");
    assertThat(updated(job(true), changed(job(true), away)))
        .isEqualTo(
            new Admission.Refuse(
                List.of(
                    new Problem(
                        label,
                        "what is queued stays queued; delete it, and create it without the"
                            + " label"))));
    assertThat(updated(job(false), changed(job(false), other)))
        .isEqualTo(new Admission.Refuse(List.of(runs)));
    assertThat(updated(job(true), changed(job(true), other)))
        .isEqualTo(new Admission.Let(List.of(podLabels("job.train"))));
    assertThat(updated(changed(job(false), away), job(false)))
        .isEqualTo(new Admission.Refuse(List.of(runs)));
  }

  @Test
  void whatIsBeingDeletedIsLetAlone() {
    var leaving =
        changed(
            job(false), it -> map(it, "metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z"));
    assertThat(updated(job(true), leaving)).isEqualTo(Admission.UNCHANGED);
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void everyKindIsHeldByItsOwnField(BareKind kind) {
    var object =
        tree(
            "apiVersion", kind.apiVersion(),
            "kind", kind.kind(),
            "metadata", tree("name", "x", "labels", tree(BareKind.QUEUE, "lq")),
            "spec", tree("shutdownAfterJobFinishes", true));
    var let = (Admission.Let) created(object, false);
    var first = let.additions().getFirst();
    switch (kind.hold().size()) {
      case 2 -> assertThat(first).isEqualTo(HELD);
      case 3 ->
          assertThat(first)
              .isEqualTo(
                  kind.kind().equals("InferenceService")
                      ? new Addition(
                          "/metadata/annotations", tree("serving.kserve.io/stop", "true"))
                      : new Addition("/spec/runPolicy", tree("suspend", true)));
      default -> throw new AssertionError(kind);
    }
  }
}
