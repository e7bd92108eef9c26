package dev.muster.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.muster.scheduler.ArchitectureRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the dependency rules of the webhook. */
final class WebhookArchitectureTest {
  private static final String ROOT = "dev.muster.webhook";
  private static final String SCHEDULER = "dev.muster.scheduler";
  private static final String PURE = ROOT + ".decide..";
  private static final JavaClasses MAIN = ArchitectureRules.mainClassesOf(ROOT);

  @Test
  void packagesAreThere() {
    assertThat(MAIN.stream().map(JavaClass::getPackageName))
        .contains(ROOT + ".decide", ROOT + ".http", ROOT + ".certificates", ROOT + ".lease");
  }

  @Test
  void decideKnowsDemandFitAndTheModelOnly() {
    ArchitectureRules.dependsOnlyOn(
            PURE,
            PURE,
            SCHEDULER + ".model..",
            SCHEDULER + ".demand..",
            SCHEDULER + ".decide.fit..")
        .check(MAIN);
  }

  @Test
  void webhookKnowsNeitherScalerNorSimulations() {
    ArchitectureRules.neverDependsOn(ROOT + "..", "dev.muster.scaler..", "dev.muster.simulations..")
        .check(MAIN);
  }

  @Test
  void librariesLiveInTheirPackages() {
    ArchitectureRules.livesOnlyIn("io.fabric8..").check(MAIN);
    ArchitectureRules.livesOnlyIn("io.vertx..", ROOT + ".http..").check(MAIN);
    ArchitectureRules.livesOnlyIn("io.netty..", ROOT + ".http..").check(MAIN);
    ArchitectureRules.livesOnlyIn("io.micrometer..", ROOT).check(MAIN);
    ArchitectureRules.livesOnlyIn("org.bouncycastle..", ROOT + ".certificates..").check(MAIN);
    ArchitectureRules.livesOnlyIn("com.fasterxml.jackson..", ROOT + ".http..").check(MAIN);
  }

  @Test
  void decidingAndTheLeaseTakeTimeAndChanceAsArguments() {
    ArchitectureRules.takesTimeAndChanceAsArguments(PURE, ROOT + ".lease..").check(MAIN);
  }

  @Test
  void decidingTouchesNothingOutsideAndKeepsOrder() {
    ArchitectureRules.touchesNothingOutside(PURE).check(MAIN);
    ArchitectureRules.keepsOrder(Set.of(), PURE).check(MAIN);
    ArchitectureRules.countsInWholeNumbers(PURE).check(MAIN);
  }

  @Test
  void arrowsPointDownWithoutCycles() {
    ArchitectureRules.knowsNoPackageAbove(Set.of()).check(MAIN);
    ArchitectureRules.hasNoCycles(ROOT).check(MAIN);
  }

  @Test
  void onlyMainExitsReadsTheEnvironmentOrBuildsAClock() {
    ArchitectureRules.leavesTheProcessToMain().check(MAIN);
    ArchitectureRules.neverSleeps().check(MAIN);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(ArchitectureRules.packagesWithoutNullMarked(MAIN)).isEmpty();
  }
}
