package dev.muster.webhook.decide;

import static dev.muster.webhook.decide.WrapperBuilder.ADA;
import static dev.muster.webhook.decide.WrapperBuilder.NAMESPACE;
import static dev.muster.webhook.decide.WrapperBuilder.custom;
import static dev.muster.webhook.decide.WrapperBuilder.job;
import static dev.muster.webhook.decide.WrapperBuilder.map;
import static dev.muster.webhook.decide.WrapperBuilder.pod;
import static dev.muster.webhook.decide.WrapperBuilder.service;
import static dev.muster.webhook.decide.WrapperBuilder.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.Admission.Problem;
import dev.muster.webhook.decide.Question.MayCreate;
import dev.muster.webhook.decide.Question.ServedAt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which new AppWrappers are let in, and what the senders of others are told. */
final class NewAppWrapperTest {
  @Test
  void whatItsSenderCouldCreateIsLetIn() {
    var several =
        WrapperBuilder.empty().with(pod("a")).with(job("b", 3)).with(service("c")).with(pod("d"));
    assertThat(decided(several)).isEqualTo(Admission.UNCHANGED);
  }

  @Test
  void wrappedObjectsMayNameTheNamespaceOfTheirAppWrapperAndNoOther() {
    assertThat(decided(changed(job -> map(job, "metadata").put("namespace", NAMESPACE))))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(changed(job -> map(job, "metadata").put("namespace", "other"))))
        .isEqualTo(
            refused(
                "spec.components[0].template.metadata.namespace",
                "AppWrappers cannot create objects in other namespaces; leave it out, or say"
                    + " \"team\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"workload.codeflare.dev/v1beta2", "mcad.ibm.com/v1beta1", "other/v1"})
  void appWrappersOfNoVersionAreNested(String apiVersion) {
    var nested = WrapperBuilder.ofJob().build();
    nested.put("apiVersion", apiVersion);
    assertThat(decided(WrapperBuilder.ofJob().with(nested)))
        .isEqualTo(refused("spec.components[1].template", "Nested AppWrappers are forbidden"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rbac.authorization.k8s.io",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "certificates.k8s.io"
      })
  void whatGivesRightsCannotBeWrapped(String group) {
    var role = tree("apiVersion", group + "/v1", "kind", "Role", "metadata", tree("name", "r"));
    assertThat(decided(WrapperBuilder.ofJob().with(role)))
        .isEqualTo(
            refused("spec.components[1].template", "objects of " + group + " cannot be wrapped"));
  }

  @Test
  void whatOnlyControllersWriteCannotBeSetButMayBeEmpty() {
    for (var field : List.of("ownerReferences", "finalizers", "managedFields")) {
      var path = "spec.components[0].template.metadata." + field;
      assertThat(decided(changed(job -> map(job, "metadata").put(field, List.of("x")))))
          .isEqualTo(refused(path, "cannot be set in a wrapped object; leave it out"));
      assertThat(decided(changed(job -> map(job, "metadata").put(field, List.of()))))
          .isEqualTo(Admission.UNCHANGED);
    }
    assertThat(decided(changed(job -> job.put("status", tree("active", 1L)))))
        .isEqualTo(
            refused(
                "spec.components[0].template.status",
                "cannot be set in a wrapped object; leave it out"));
    assertThat(decided(changed(job -> job.put("status", tree())))).isEqualTo(Admission.UNCHANGED);
    assertThat(
            decided(
                changed(job -> map(map(job, "metadata"), "labels").put("muster.dev/place", "x"))))
        .isEqualTo(
            refused(
                "spec.components[0].template.metadata.labels[\"muster.dev/place\"]",
                "begins with muster.dev/, which only Muster writes"));
  }

  @Test
  void whatHasNoNameOrKindCannotBeCreatedLater() {
    assertThat(decided(changed(job -> job.remove("metadata"))))
        .isEqualTo(refused("spec.components[0].template.metadata.name", "is missing"));
    assertThat(decided(changed(job -> job.put("metadata", tree("generateName", "g-")))))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(changed(job -> job.remove("kind"))))
        .isInstanceOfSatisfying(
            Admission.Refuse.class,
            refuse ->
                assertThat(refuse.problems())
                    .contains(
                        new Problem(
                            "spec.components[0].template.kind",
                            "failed to decode as JSON: is missing")));
  }

  @Test
  void thereAreOneToEightPodSets() {
    assertThat(decided(WrapperBuilder.empty().with(service("s"))))
        .isEqualTo(
            refused(
                "spec.components",
                "components contains no podspecs; declare podSets for kinds that Muster does not"
                    + " know"));
    assertThat(decided(WrapperBuilder.empty().with(service("s")).spec("mcad", Map.of())))
        .as("in MCAD's version")
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(pods(8))).isEqualTo(Admission.UNCHANGED);
    assertThat(decided(pods(9)))
        .isEqualTo(
            refused("spec.components", "components contains 9 podspecs; at most 8 are allowed"));
  }

  @Test
  void whatIsDeclaredIsWhatTheTemplateMakes() {
    var path = "template.spec.template";
    assertThat(decided(declared(podSet(path, 2L)))).isEqualTo(Admission.UNCHANGED);
    assertThat(decided(declared(podSet(path, 3L))))
        .isEqualTo(
            refused(
                "spec.components[0].podSets[0].replicas",
                "error inferring PodSets: is 3, but the template makes 2"));
    assertThat(decided(declared(podSet("template.spec", 2L))))
        .isEqualTo(
            refused(
                "spec.components[0].podSets[0].path",
                "error inferring PodSets: is no path to a pod template of this kind"));
  }

  @Test
  void submitterOfARayJobIsNeitherDeclaredNorCounted() {
    var head = podSet("template.spec.rayClusterSpec.headGroupSpec.template", 1L);
    var worker = podSet("template.spec.rayClusterSpec.workerGroupSpecs[0].template", 2L);
    assertThat(decided(WrapperBuilder.empty().with(rayJob(1)).declaring(List.of(head, worker))))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(WrapperBuilder.empty().with(rayJob(1)).declaring(List.of(head))))
        .isEqualTo(refused("spec.components[0].podSets", "declares 1, but the template makes 2"));
    assertThat(decided(WrapperBuilder.empty().with(rayJob(7)))).isEqualTo(Admission.UNCHANGED);
    assertThat(decided(WrapperBuilder.empty().with(rayJob(8))))
        .isInstanceOf(Admission.Refuse.class);
  }

  private static Map<String, @Nullable Object> rayJob(int groups) {
    var workers = new ArrayList<@Nullable Object>();
    for (int i = 0; i < groups; i++) {
      workers.add(
          tree("groupName", "g" + i, "replicas", 2L, "template", WrapperBuilder.podTemplate()));
    }
    return tree(
        "apiVersion",
        "ray.io/v1",
        "kind",
        "RayJob",
        "metadata",
        tree("name", "r"),
        "spec",
        tree(
            "rayClusterSpec",
            tree(
                "headGroupSpec",
                tree("template", WrapperBuilder.podTemplate()),
                "workerGroupSpecs",
                workers)));
  }

  @Test
  void numberOfDifferentKindsIsBounded() {
    var wrapper = WrapperBuilder.ofJob();
    for (int i = 0; i < 16; i++) {
      wrapper.with(tree("apiVersion", "v1", "kind", "K" + i, "metadata", tree("name", "k")));
    }
    var authority = Authority.allowingAll();
    assertThat(decided(authority, wrapper))
        .isEqualTo(refused("spec.components", "wraps 17 different kinds, at most 16 are allowed"));
    assertThat(authority.asked).isEmpty();
  }

  @Test
  void podsThatMcadsVersionSaysOfAnUnknownKindAreCounted() {
    var set = Map.of("replicas", 1L, "requests", Map.of("cpu", 1L));
    for (int sets : new int[] {1, 8, 9}) {
      var mcad = Map.of("custompodresources", Collections.nCopies(sets, set));
      var wrapper = WrapperBuilder.empty().with(custom()).spec("mcad", Map.of());
      assertThat(decided(wrapper.component(0, "mcad", mcad)))
          .isEqualTo(
              sets <= 8
                  ? Admission.UNCHANGED
                  : refused(
                      "spec.components", "components contains 9 podspecs; at most 8 are allowed"));
    }
  }

  @Test
  void podSetsOfUnknownKindsAreDeclared() {
    var good = podSet("template.spec.ships[0].crew", 4L);
    assertThat(decided(WrapperBuilder.empty().with(custom()).declaring(List.of(good))))
        .isEqualTo(Admission.UNCHANGED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spec.ships[0].crew",
        "template.spec.missing",
        "template.metadata",
        "template.spec.ships.crew",
        "template.spec.ships",
        "template.spec.ships[0].crew[0]",
        "template.spec.ships[10].crew",
        "template.spec.ships[-1].crew",
        "template.spec.ships[a10].crew",
        "template.spec.ships[1",
        "template.spec.ships[1]]"
      })
  void pathThatLeadsToNoPodTemplateIsRefused(String path) {
    var wrapper = WrapperBuilder.empty().with(custom()).declaring(List.of(podSet(path, 1L)));
    assertThat(decided(wrapper))
        .isInstanceOfSatisfying(
            Admission.Refuse.class,
            refuse ->
                assertThat(refuse.message())
                    .startsWith("spec.components[0].")
                    .contains("error inferring PodSets: "));
  }

  @Test
  void lengthOfNameAndSpecIsBounded() {
    assertThat(decided(WrapperBuilder.ofJob().metadata("name", "n".repeat(63))))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(WrapperBuilder.ofJob().metadata("name", "n".repeat(64))))
        .isEqualTo(
            refused(
                "metadata.name",
                "has 64 characters; it is also a label on its pods, where 63 is the most"));
    var large = changed(job -> map(job, "spec").put("script", "x".repeat(256 << 10)));
    assertThat(decided(large))
        .isInstanceOfSatisfying(
            Admission.Refuse.class,
            refuse ->
                assertThat(refuse.message())
                    .matches(
                        "spec: has about \\d{6} bytes, at most 262144 can be queued; put files"
                            + " into ConfigMaps or volumes"));
  }

  @Test
  void whoMayNotCreateItAloneMayNotWrapIt() {
    var authority = Authority.allowing(right -> right.place().plural().equals("pods"));
    assertThat(decided(authority, WrapperBuilder.empty().with(pod("p"))))
        .isEqualTo(Admission.UNCHANGED);
    assertThat(decided(authority, WrapperBuilder.empty().with(pod("p")).with(job("j", 1))))
        .isEqualTo(
            refused(
                "spec.components[1].template",
                "User ada@example.com is not authorized to create jobs.batch in team"));
  }

  @Test
  void rightsAreAskedOnceForEachKindWithAllThatIsKnownOfTheUser() {
    var authority = Authority.allowingAll();
    assertThat(decided(authority, pods(3))).isEqualTo(Admission.UNCHANGED);
    assertThat(authority.asked)
        .containsExactly(
            new ServedAt("v1", "Pod"),
            new MayCreate(ADA, Authority.place("v1", "Pod", true), NAMESPACE));
  }

  @Test
  void kindThatIsNotServedOrInNoNamespaceIsRefused() {
    assertThat(decided(changed(job -> job.put("kind", "Jobb"))))
        .isInstanceOf(Admission.Refuse.class);
    var typo = custom();
    typo.put("kind", "Fleets");
    var wrapper =
        WrapperBuilder.empty()
            .with(typo)
            .declaring(List.of(podSet("template.spec.ships[0].crew", 1L)));
    assertThat(decided(wrapper))
        .isEqualTo(
            refused(
                "spec.components[0].template",
                "no kind \"Fleets\" is served in \"example.com/v1\"; check the spelling, or have"
                    + " its definition installed"));
    var node = tree("apiVersion", "v1", "kind", "Node", "metadata", tree("name", "n"));
    assertThat(decided(WrapperBuilder.ofJob().with(node)))
        .isEqualTo(
            refused("spec.components[1].template", "is in no namespace, so it cannot be wrapped"));
  }

  @Test
  void whatTheSchedulerMayNotCreateIsRefusedAtOnce() {
    var scheduler = User.account("muster-system", "muster-scheduler");
    var settings = new Settings("", true, scheduler);
    var authority = Authority.allowing(right -> !right.user().equals(scheduler));
    assertThat(authority.decide(settings, WrapperBuilder.ofJob().stamped().created()))
        .isEqualTo(
            refused(
                "spec.components[0].template",
                "Muster may not create jobs.batch; administrators can add them to its ClusterRole"
                    + " muster-wrapped-kinds"));
  }

  @Test
  void rightsAreNotAskedWhereAnAdministratorSaysSo() {
    var authority = Authority.allowing(right -> false);
    var settings = new Settings("", false, null);
    assertThat(authority.decide(settings, WrapperBuilder.ofJob().stamped().created()))
        .isEqualTo(Admission.UNCHANGED);
  }

  @Test
  void whatCannotBeFoundOutIsRefusedForNow() {
    var asked = new Admitter(Settings.STANDARD);
    var request = WrapperBuilder.ofJob().stamped().created();
    var served = new ServedAt("batch/v1", "Job");
    var place = Authority.place("batch/v1", "Job", true);
    var late = Facts.NONE.with(Map.of(served, new Answer.Unknown("no answer in time")));
    var expected =
        refused(
            "spec.components[0].template", "cannot be checked now, try again: no answer in time");
    assertThat(asked.checkAppWrapper(request, late)).isEqualTo(expected);
    var half =
        Facts.NONE.with(
            Map.of(
                served,
                new Answer.At(place),
                new MayCreate(ADA, place, NAMESPACE),
                new Answer.Unknown("no answer in time")));
    assertThat(asked.checkAppWrapper(request, half)).isEqualTo(expected);
  }

  @Test
  void submitterThatIsNotRecordedIsRefused() {
    var path = "metadata.annotations[\"muster.dev/submitter\"]";
    var text =
        "does not name who sends this; Muster's mutating webhook writes it, is it registered?";
    assertThat(Authority.allowingAll().decide(Settings.STANDARD, WrapperBuilder.ofJob().created()))
        .isEqualTo(refused(path, text));
    var forged =
        WrapperBuilder.ofJob()
            .annotation(SubmitterStamp.ANNOTATION, SubmitterStamp.text(User.named("root")));
    assertThat(Authority.allowingAll().decide(Settings.STANDARD, forged.created()))
        .isEqualTo(refused(path, text));
  }

  @Test
  void allProblemsAreFoundTogether() {
    var wrapper = WrapperBuilder.ofJob().with(pod("p")).with(service("s"));
    wrapper.template(0, job -> map(job, "metadata").put("namespace", "a"));
    wrapper.template(2, job -> map(job, "metadata").put("namespace", "b"));
    assertThat(decided(wrapper))
        .isInstanceOfSatisfying(
            Admission.Refuse.class, refuse -> assertThat(refuse.problems()).hasSize(2));
  }

  private static WrapperBuilder changed(Consumer<Map<String, @Nullable Object>> change) {
    return WrapperBuilder.ofJob().template(0, change);
  }

  private static WrapperBuilder declared(Map<String, @Nullable Object> podSet) {
    return WrapperBuilder.ofJob().declaring(List.of(podSet));
  }

  private static Map<String, @Nullable Object> podSet(String path, long replicas) {
    return tree("path", path, "replicas", replicas);
  }

  private static WrapperBuilder pods(int count) {
    var wrapper = WrapperBuilder.empty();
    for (int i = 0; i < count; i++) {
      wrapper.with(pod("p" + i));
    }
    return wrapper;
  }

  private static Admission decided(WrapperBuilder wrapper) {
    return decided(Authority.allowingAll(), wrapper);
  }

  private static Admission decided(Authority authority, WrapperBuilder wrapper) {
    return authority.decide(Settings.STANDARD, wrapper.stamped().created());
  }

  private static Admission refused(String path, String text) {
    return new Admission.Refuse(new ArrayList<>(List.of(new Problem(path, text))));
  }
}
