package dev.muster.scheduler.decide;

import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Plan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The fingerprint of all plans of one fixed history under both strategies; also a program. */
final class PlanDigest {
  private static final int SEED = 7;
  private static final int STEPS = 300;

  private PlanDigest() {}

  public static void main(String[] args) throws NoSuchAlgorithmException {
    System.out.println(compute());
  }

  static String compute() throws NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-256");
    for (var strategy : Rules.Strategy.values()) {
      var world = new World(SEED);
      var policy = new Planner(new Rules(strategy, 50)).incremental();
      for (int step = 0; step < STEPS; step++) {
        world.happen();
        var plan = policy.apply(world.snapshot());
        digest.update(render(plan).getBytes(StandardCharsets.UTF_8));
        world.carryOut(plan);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What is decided here; the wording of statuses is not. */
  private static String render(Plan plan) {
    var text = new StringBuilder();
    for (var action : plan.actions()) {
      text.append(action.getClass().getSimpleName()).append(' ').append(action.gang());
      if (action instanceof Action.Admit admit) {
        text.append(admit.admission());
      }
      text.append('\n');
    }
    return text.append(plan.verdicts())
        .append(plan.lines())
        .append(plan.wakeAt())
        .append(plan.markings())
        .toString();
  }
}
