package dev.muster.scaler;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.muster.scheduler.ArchitectureRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the dependency rules of the scaler. */
final class ScalerArchitectureTest {
  private static final String ROOT = "dev.muster.scaler";
  private static final String SCHEDULER = "dev.muster.scheduler";
  private static final String MODEL = ROOT + ".model..";
  private static final String DECIDE = ROOT + ".decide..";
  private static final JavaClasses MAIN = ArchitectureRules.mainClassesOf(ROOT);

  /** Read by a person: these look things up in a hash table and never go through one. */
  private static final Set<String> LOOK_UP_ONLY = Set.of(ROOT + ".decide.cover.Cover");

  @Test
  void packagesAreThere() {
    assertThat(MAIN.stream().map(JavaClass::getPackageName))
        .contains(ROOT + ".model", ROOT + ".decide", ROOT + ".decide.cover", ROOT + ".machines");
  }

  @Test
  void modelKnowsTheSchedulersModelOnly() {
    ArchitectureRules.dependsOnlyOn(MODEL, MODEL, SCHEDULER + ".model..").check(MAIN);
  }

  /** What fits is said of drafts, so whoever asks makes some. */
  @Test
  void decideKnowsDemandFitWithItsDraftsAndTheModelsOnly() {
    ArchitectureRules.dependsOnlyOn(
            DECIDE,
            DECIDE,
            MODEL,
            SCHEDULER + ".model..",
            SCHEDULER + ".demand..",
            SCHEDULER + ".decide.draft..",
            SCHEDULER + ".decide.fit..")
        .check(MAIN);
  }

  @Test
  void whatMachineObjectsSayIsReadWithoutKnowingWhatIsDecided() {
    var machines = ROOT + ".machines..";
    ArchitectureRules.dependsOnlyOn(
            machines, machines, MODEL, SCHEDULER + ".model..", SCHEDULER + ".demand..")
        .check(MAIN);
  }

  @Test
  void coveringKnowsNothingOfMachines() {
    var cover = ROOT + ".decide.cover..";
    ArchitectureRules.neverDependsOn(cover, MODEL, SCHEDULER + ".model..").check(MAIN);
  }

  @Test
  void scalerKnowsNeitherWebhookNorSimulations() {
    ArchitectureRules.neverDependsOn(
            ROOT + "..", "dev.muster.webhook..", "dev.muster.simulations..")
        .check(MAIN);
  }

  @Test
  void decidingTakesTimeAndChanceAsArgumentsTouchesNothingOutsideAndKeepsOrder() {
    ArchitectureRules.takesTimeAndChanceAsArguments(MODEL, DECIDE).check(MAIN);
    ArchitectureRules.touchesNothingOutside(MODEL, DECIDE).check(MAIN);
    ArchitectureRules.keepsOrder(LOOK_UP_ONLY, MODEL, DECIDE).check(MAIN);
    ArchitectureRules.countsInWholeNumbers(MODEL, DECIDE).check(MAIN);
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
