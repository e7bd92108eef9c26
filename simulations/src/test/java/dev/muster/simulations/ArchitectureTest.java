package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.muster.scheduler.ArchitectureRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the dependency rules of the simulations. */
class ArchitectureTest {
  private static final String ROOT = "dev.muster.simulations";
  private static final String SCHEDULER = "dev.muster.scheduler";
  private static final String[] PURE = {
    ROOT + ".engine..", ROOT + ".world..", ROOT + ".policy..", ROOT + ".live.store.."
  };

  /** Read by a person: these look things up in a hash table and never go through one. */
  private static final Set<String> LOOK_UP_ONLY = Set.of(ROOT + ".world.ClusterSpec");

  private static final JavaClasses MAIN = ArchitectureRules.mainClassesOf(ROOT);

  @Test
  void pureSimulationsAreThere() {
    assertThat(MAIN.stream().map(JavaClass::getPackageName))
        .contains(ROOT + ".engine", ROOT + ".world", ROOT + ".live.store");
  }

  @Test
  void engineKnowsTheCycleOnly() {
    ArchitectureRules.dependsOnlyOn(
            ROOT + ".engine..", ROOT + ".engine..", SCHEDULER + ".cycle..", SCHEDULER + ".model..")
        .check(MAIN);
  }

  @Test
  void worldKnowsTheEngineTheCycleAndTheModelOnly() {
    ArchitectureRules.dependsOnlyOn(
            ROOT + ".world..",
            ROOT + ".world..",
            ROOT + ".engine..",
            SCHEDULER + ".cycle..",
            SCHEDULER + ".model..")
        .check(MAIN);
  }

  @Test
  void storeKnowsThePortOnly() {
    ArchitectureRules.dependsOnlyOn(
            ROOT + ".live.store..",
            ROOT + ".live.store..",
            ROOT + ".live.shapes..",
            SCHEDULER + ".kube")
        .check(MAIN);
  }

  @Test
  void replayNeverKnowsKubernetes() {
    for (var name : Set.of("engine", "world", "policy", "trace", "report")) {
      ArchitectureRules.neverDependsOn(ROOT + "." + name + "..", SCHEDULER + ".kube..").check(MAIN);
    }
  }

  /** What measures a scheduler from outside must not look inside: only the wire is shared. */
  @Test
  void benchKnowsTheWireOnly() {
    for (var name : Set.of("model", "decide", "cycle", "journal", "http")) {
      ArchitectureRules.neverDependsOn(ROOT + ".bench..", SCHEDULER + "." + name + "..")
          .check(MAIN);
    }
    for (var name : Set.of("act", "map", "watch")) {
      ArchitectureRules.neverDependsOn(ROOT + ".bench..", SCHEDULER + ".kube." + name + "..")
          .check(MAIN);
    }
    ArchitectureRules.neverDependsOn(
            ROOT + ".bench..", ROOT + ".live.store..", ROOT + ".live.http..", ROOT + ".cli..")
        .check(MAIN);
  }

  @Test
  void watchdogKnowsNothingOfTheScheduler() {
    ArchitectureRules.neverDependsOn(ROOT + ".live.watchdog..", SCHEDULER + "..").check(MAIN);
  }

  @Test
  void kubernetesClientIsWiredByMainOnly() {
    ArchitectureRules.livesOnlyIn("io.fabric8..").check(MAIN);
  }

  @Test
  void webServerLivesInItsPackage() {
    ArchitectureRules.livesOnlyIn("io.vertx..", ROOT + ".live.http..").check(MAIN);
    ArchitectureRules.livesOnlyIn("io.netty..", ROOT + ".live.http..").check(MAIN);
  }

  @Test
  void jacksonLivesAtTheEdges() {
    ArchitectureRules.livesOnlyIn(
            "com.fasterxml.jackson..",
            ROOT + ".trace..",
            ROOT + ".report..",
            ROOT + ".offline..",
            ROOT + ".live..",
            ROOT + ".bench..",
            ROOT + ".cli..")
        .check(MAIN);
  }

  @Test
  void languageOfRulesLivesInItsPackage() {
    ArchitectureRules.livesOnlyIn("dev.cel..", ROOT + ".live.cel..").check(MAIN);
    ArchitectureRules.livesOnlyIn("com.google.protobuf..", ROOT + ".live.cel..").check(MAIN);
  }

  @Test
  void logKnowsNobodyButTheStore() {
    ArchitectureRules.neverDependsOn(ROOT + ".live.log..", SCHEDULER + "..").check(MAIN);
    for (var other : Set.of("http", "operators", "watchdog", "demo", "cel")) {
      ArchitectureRules.neverDependsOn(ROOT + ".live.log..", ROOT + ".live." + other + "..")
          .check(MAIN);
    }
  }

  @Test
  void commandLineParserLivesInItsPackage() {
    ArchitectureRules.livesOnlyIn("picocli..", ROOT + ".cli..").check(MAIN);
  }

  @Test
  void arrowsPointDown() {
    ArchitectureRules.knowsNoPackageAbove(Set.of()).check(MAIN);
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
  void everythingOnTheVirtualLoopTakesTimeAndChanceAsArguments() {
    ArchitectureRules.takesTimeAndChanceAsArguments(
            ROOT + ".live.objects..", ROOT + ".live.operators..", ROOT + ".live.watchdog..")
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
}
