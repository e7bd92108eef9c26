package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How many admissions may be decided and not stand on their gangs yet. More would only wait, while
 * the clocks of their attempts run: they are left out of the plan, and decided again when half of
 * the room is free.
 */
final class AdmissionRoom {
  private final int places;
  private final Runnable onRoom;
  private final Set<String> taken = new HashSet<>();
  private boolean crowded;

  /** {@code onRoom}: what was left out may be decided again. */
  AdmissionRoom(int places, Runnable onRoom) {
    this.places = places;
    this.onRoom = onRoom;
  }

  /**
   * The plan with those admissions alone that have a place; {@code leftOut} hears of the others.
   */
  Plan fitted(Plan plan, Consumer<GangId> leftOut) {
    int free = places - taken.size();
    var kept = new ArrayList<Action>(plan.actions().size());
    for (var action : plan.actions()) {
      if (!(action instanceof Action.Admit admit)
          || taken.contains(admit.gang().uid())
          || free-- > 0) {
        kept.add(action);
      } else {
        crowded = true;
        leftOut.accept(admit.gang());
      }
    }
    return kept.size() == plan.actions().size()
        ? plan
        : new Plan(kept, plan.verdicts(), plan.lines(), plan.wakeAt(), plan.markings());
  }

  /** The admission of this gang is under way. */
  void take(String uid) {
    taken.add(uid);
  }

  /** It stands, or will not. */
  void free(String uid) {
    if (taken.remove(uid) && crowded && taken.size() <= places / 2) {
      crowded = false;
      onRoom.run();
    }
  }
}
