package dev.muster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the dependency rules of the scheduler. */
class ArchitectureTest {
  private static final String ROOT = "dev.muster.scheduler";
  private static final String[] PURE = {
    ROOT + ".model..", ROOT + ".demand..", ROOT + ".decide..", ROOT + ".cycle.."
  };

  /** Seams that a package holds for those below it. */
  private static final Set<String> PORTS = Set.of(ROOT + ".kube.Api", ROOT + ".kube.Loop");

  /** Read by a person: these look things up in a hash table and never go through one. */
  private static final Set<String> LOOK_UP_ONLY =
      Set.of(
          ROOT + ".decide.draft.Draft",
          ROOT + ".decide.draft.Lens",
          ROOT + ".decide.draft.Shapes",
          ROOT + ".decide.fit.ClassSearch",
          ROOT + ".decide.fit.Frontiers",
          ROOT + ".decide.order.Agenda",
          ROOT + ".decide.order.Lanes",
          ROOT + ".decide.order.Roster",
          ROOT + ".demand.DeclaredPodSets",
          ROOT + ".demand.Demands",
          ROOT + ".model.Resources");

  private static final JavaClasses MAIN = ArchitectureRules.mainClassesOf(ROOT);

  @Test
  void packagesOfThePureCoreAreThere() {
    assertThat(packages()).contains(ROOT + ".model", ROOT + ".demand", ROOT + ".cycle");
    assertThat(packages()).contains(ROOT + ".decide.lifecycle", ROOT + ".kube");
  }

  @Test
  void modelKnowsNothingButItself() {
    ArchitectureRules.dependsOnlyOn(ROOT + ".model..", ROOT + ".model..").check(MAIN);
  }

  @Test
  void demandKnowsTheModelOnly() {
    ArchitectureRules.dependsOnlyOn(ROOT + ".demand..", ROOT + ".demand..", ROOT + ".model..")
        .check(MAIN);
  }

  @Test
  void decideKnowsTheModelOnly() {
    ArchitectureRules.dependsOnlyOn(ROOT + ".decide..", ROOT + ".decide..", ROOT + ".model..")
        .check(MAIN);
  }

  @Test
  void packagesOfDecideKnowTheDraftButNotOneAnother() {
    var draft = ROOT + ".decide.draft";
    ArchitectureRules.neverDependsOn(draft + "..", except(draft)).check(MAIN);
    for (var one : packagesOfDecide()) {
      if (!one.equals(draft)) {
        ArchitectureRules.neverDependsOn(one + "..", except(one, draft)).check(MAIN);
      }
    }
  }

  /** All packages of decide but these. */
  private static String[] except(String... known) {
    return packagesOfDecide().stream()
        .filter(name -> !Set.of(known).contains(name))
        .map(name -> name + "..")
        .toArray(String[]::new);
  }

  @Test
  void cycleKnowsTheModelOnly() {
    ArchitectureRules.dependsOnlyOn(ROOT + ".cycle..", ROOT + ".cycle..", ROOT + ".model..")
        .check(MAIN);
  }

  @Test
  void shellNeverDecides() {
    ArchitectureRules.neverDependsOn(ROOT + ".kube..", ROOT + ".decide..", ROOT + ".http..")
        .check(MAIN);
  }

  @Test
  void convertingIsPureAndKnowsNothingButItself() {
    var convert = ROOT + ".kube.convert..";
    ArchitectureRules.dependsOnlyOn(convert, convert).check(MAIN);
    ArchitectureRules.takesTimeAndChanceAsArguments(convert).check(MAIN);
    ArchitectureRules.touchesNothingOutside(convert).check(MAIN);
    ArchitectureRules.keepsOrder(Set.of(), convert).check(MAIN);
    ArchitectureRules.countsInWholeNumbers(convert).check(MAIN);
  }

  @Test
  void kubernetesClientLivesInItsPackage() {
    ArchitectureRules.livesOnlyIn("io.fabric8..", ROOT + ".kube.client..").check(MAIN);
  }

  @Test
  void webServerLivesInItsPackage() {
    ArchitectureRules.livesOnlyIn("io.vertx..", ROOT + ".http..").check(MAIN);
    ArchitectureRules.livesOnlyIn("io.netty..", ROOT + ".http..").check(MAIN);
  }

  @Test
  void metersLiveInTheRoot() {
    ArchitectureRules.livesOnlyIn("io.micrometer..", ROOT).check(MAIN);
  }

  @Test
  void jacksonLivesAtTheEdges() {
    ArchitectureRules.livesOnlyIn(
            "com.fasterxml.jackson..",
            ROOT,
            ROOT + ".kube..",
            ROOT + ".http..",
            ROOT + ".journal..")
        .check(MAIN);
  }

  @Test
  void schedulerKnowsNoOtherModule() {
    ArchitectureRules.neverDependsOn(
            ROOT + "..", "dev.muster.webhook..", "dev.muster.scaler..", "dev.muster.simulations..")
        .check(MAIN);
  }

  @Test
  void arrowsPointDown() {
    ArchitectureRules.knowsNoPackageAbove(PORTS).check(MAIN);
  }

  @Test
  void packagesFormNoCycle() {
    ArchitectureRules.hasNoCycles(ROOT).check(MAIN);
  }

  @Test
  void pureCodeTakesTimeAndChanceAsArguments() {
    ArchitectureRules.takesTimeAndChanceAsArguments(PURE).check(MAIN);
  }

  @Test
  void mirrorAndActTakeTimeAndChanceAsArguments() {
    ArchitectureRules.takesTimeAndChanceAsArguments(
            ROOT + ".kube.watch..", ROOT + ".kube.act..", ROOT + ".kube.map..")
        .check(MAIN);
  }

  @Test
  void pureCodeTouchesNothingOutside() {
    ArchitectureRules.touchesNothingOutside(PURE).check(MAIN);
  }

  @Test
  void pureCodeKeepsOrder() {
    ArchitectureRules.keepsOrder(LOOK_UP_ONLY, PURE).check(MAIN);
  }

  @Test
  void everyClassThatIsLetOffForLookingUpStillNeedsIt() {
    for (var name : LOOK_UP_ONLY) {
      var one = MAIN.that(DescribedPredicate.describe(name, c -> c.getName().startsWith(name)));
      assertThat(ArchitectureRules.keepsOrder(Set.of(), PURE).evaluate(one).hasViolation())
          .as("%s needs no exception any more", name)
          .isTrue();
    }
  }

  @Test
  void modelAndDecideCountInWholeNumbers() {
    ArchitectureRules.countsInWholeNumbers(ROOT + ".model..", ROOT + ".decide..").check(MAIN);
  }

  @Test
  void onlyMainExitsReadsTheEnvironmentOrBuildsAClock() {
    ArchitectureRules.leavesTheProcessToMain().check(MAIN);
  }

  @Test
  void nothingSleeps() {
    ArchitectureRules.neverSleeps().check(MAIN);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(ArchitectureRules.packagesWithoutNullMarked(MAIN)).isEmpty();
  }

  private static Set<String> packages() {
    return MAIN.stream()
        .map(c -> c.getPackageName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> packagesOfDecide() {
    var prefix = ROOT + ".decide.";
    return packages().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> prefix + name.substring(prefix.length()).split("\\.", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
