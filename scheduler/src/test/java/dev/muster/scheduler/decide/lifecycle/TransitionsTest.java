package dev.muster.scheduler.decide.lifecycle;

import static dev.muster.scheduler.decide.lifecycle.Event.ADMITTED;
import static dev.muster.scheduler.decide.lifecycle.Event.ALL_CREATED;
import static dev.muster.scheduler.decide.lifecycle.Event.ALL_SUCCEEDED;
import static dev.muster.scheduler.decide.lifecycle.Event.ATTEMPT_FAILED;
import static dev.muster.scheduler.decide.lifecycle.Event.COMPLETE_WITH_PODS;
import static dev.muster.scheduler.decide.lifecycle.Event.DELETED;
import static dev.muster.scheduler.decide.lifecycle.Event.DELETION_DUE;
import static dev.muster.scheduler.decide.lifecycle.Event.FIRST_SEEN;
import static dev.muster.scheduler.decide.lifecycle.Event.FORBIDDEN;
import static dev.muster.scheduler.decide.lifecycle.Event.GIVEN_UP;
import static dev.muster.scheduler.decide.lifecycle.Event.HELD;
import static dev.muster.scheduler.decide.lifecycle.Event.NOTHING_LEFT;
import static dev.muster.scheduler.decide.lifecycle.Event.OVERRAN;
import static dev.muster.scheduler.decide.lifecycle.Event.PODS_FAILED;
import static dev.muster.scheduler.decide.lifecycle.Event.PODS_READY;
import static dev.muster.scheduler.decide.lifecycle.Event.PODS_SHORT;
import static dev.muster.scheduler.decide.lifecycle.Event.REQUEUED;
import static dev.muster.scheduler.decide.lifecycle.Event.TAKEN_OVER;
import static dev.muster.scheduler.decide.lifecycle.Event.UNPLACED;
import static dev.muster.scheduler.model.Phase.FAILED;
import static dev.muster.scheduler.model.Phase.RESETTING;
import static dev.muster.scheduler.model.Phase.RESUMING;
import static dev.muster.scheduler.model.Phase.RUNNING;
import static dev.muster.scheduler.model.Phase.SUCCEEDED;
import static dev.muster.scheduler.model.Phase.SUSPENDED;
import static dev.muster.scheduler.model.Phase.SUSPENDING;
import static dev.muster.scheduler.model.Phase.TERMINATING;
import static dev.muster.scheduler.model.Phase.UNSEEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.muster.scheduler.decide.lifecycle.Transitions.Transition;
import dev.muster.scheduler.model.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionsTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "lifecycle.md");
  private static final String BEGIN = "<!-- table: begin -->\n";
  private static final String END = "<!-- table: end -->\n";

  /** Written down a second time on purpose: a change of the table must be meant. */
  private static final List<Transition> LEGAL =
      List.of(
          new Transition(UNSEEN, FIRST_SEEN, SUSPENDED),
          new Transition(UNSEEN, DELETED, TERMINATING),
          new Transition(SUSPENDED, ADMITTED, RESUMING),
          new Transition(SUSPENDED, DELETED, TERMINATING),
          new Transition(RESUMING, DELETED, TERMINATING),
          new Transition(RESUMING, HELD, SUSPENDING),
          new Transition(RESUMING, FORBIDDEN, SUSPENDING),
          new Transition(RESUMING, UNPLACED, SUSPENDING),
          new Transition(RESUMING, TAKEN_OVER, RUNNING),
          new Transition(RESUMING, ALL_CREATED, RUNNING),
          new Transition(RESUMING, OVERRAN, FAILED),
          new Transition(RESUMING, ATTEMPT_FAILED, RESETTING),
          new Transition(RESUMING, GIVEN_UP, FAILED),
          new Transition(RUNNING, DELETED, TERMINATING),
          new Transition(RUNNING, HELD, SUSPENDING),
          new Transition(RUNNING, TAKEN_OVER, RUNNING),
          new Transition(RUNNING, OVERRAN, FAILED),
          new Transition(RUNNING, ATTEMPT_FAILED, RESETTING),
          new Transition(RUNNING, REQUEUED, SUSPENDING),
          new Transition(RUNNING, GIVEN_UP, FAILED),
          new Transition(RUNNING, ALL_SUCCEEDED, SUCCEEDED),
          new Transition(RUNNING, PODS_FAILED, RUNNING),
          new Transition(RUNNING, PODS_READY, RUNNING),
          new Transition(RUNNING, COMPLETE_WITH_PODS, RUNNING),
          new Transition(RUNNING, PODS_SHORT, RUNNING),
          new Transition(RESETTING, DELETED, TERMINATING),
          new Transition(RESETTING, HELD, SUSPENDING),
          new Transition(RESETTING, UNPLACED, SUSPENDING),
          new Transition(RESETTING, OVERRAN, FAILED),
          new Transition(RESETTING, DELETION_DUE, RESETTING),
          new Transition(RESETTING, NOTHING_LEFT, RESUMING),
          new Transition(SUSPENDING, DELETED, TERMINATING),
          new Transition(SUSPENDING, DELETION_DUE, SUSPENDING),
          new Transition(SUSPENDING, NOTHING_LEFT, SUSPENDED),
          new Transition(SUCCEEDED, DELETED, TERMINATING),
          new Transition(SUCCEEDED, NOTHING_LEFT, SUCCEEDED),
          new Transition(FAILED, DELETED, TERMINATING),
          new Transition(FAILED, DELETION_DUE, FAILED),
          new Transition(FAILED, NOTHING_LEFT, FAILED),
          new Transition(TERMINATING, DELETION_DUE, TERMINATING),
          new Transition(TERMINATING, NOTHING_LEFT, TERMINATING));

  @Test
  void everyPairOfPhaseAndEventIsListedOrIllegal() {
    assertThat(Transitions.all()).containsExactlyElementsOf(LEGAL);
    for (var phase : Phase.values()) {
      for (var event : Event.values()) {
        boolean legal = LEGAL.stream().anyMatch(t -> t.from() == phase && t.event() == event);
        if (!legal) {
          assertThatIllegalStateException()
              .isThrownBy(() -> Transitions.next(phase, event))
              .withMessage("%s is impossible in %s", event, phase);
        }
      }
    }
  }

  @Test
  void diagramInTheDocumentIsTheTableOfTheCode() throws IOException {
    var document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    if (Boolean.getBoolean("muster.write")) {
      Files.writeString(
          DOCUMENT, document.substring(0, begin) + diagram() + document.substring(end));
      return;
    }
    assertThat(document.substring(begin, end))
        .as(
            "docs/lifecycle.md shows another table than the code has; to write it anew:"
                + " ./mvnw -pl scheduler test -Dtest=TransitionsTest -DargLine=-Dmuster.write=true")
        .isEqualTo(diagram());
  }

  private static String diagram() {
    var text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    text.append("  [*] --> Unseen\n");
    for (var line : Transitions.all()) {
      text.append(
          "  %s --> %s: %s\n".formatted(name(line.from()), name(line.to()), line.event().words()));
    }
    return text.append("  Terminating --> [*]: finalizer off\n```\n").toString();
  }

  private static String name(Phase phase) {
    return phase == UNSEEN ? "Unseen" : phase.word();
  }
}
