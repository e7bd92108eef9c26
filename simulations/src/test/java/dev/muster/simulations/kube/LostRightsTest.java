package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.model.User;
import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A scheduler that asks for its submitters' rights, in virtual time. */
final class LostRightsTest {
  private static final int MOST_WRITES = 12;

  private final Stage stage = Stage.of("1x8cpu");

  /** Who may create what, as {@code ada pods}. */
  private final Set<String> rights = new TreeSet<>();

  private final List<String> asked = new ArrayList<>();
  private boolean answering = true;

  private static GangBuilder submitted(String user, GangBuilder gang) {
    return gang.annotation(User.ANNOTATION, "{\"username\":\"" + user + "\"}");
  }

  private Life life(int fatalWrite) {
    return new Life(stage.loop, reviewed(stage.api()), fatalWrite, Life.Moment.AFTER_THE_ANSWER);
  }

  private Life schedule(String identity, int fatalWrite) {
    var life = life(fatalWrite);
    stage.shell(life, Stage.settings(identity).withChecksRights(true), () -> {}).start();
    return life;
  }

  /** The stage's server knows no access reviews; here they are answered beside it. */
  @SuppressWarnings("unchecked")
  private Api reviewed(Api api) {
    return (Api)
        Proxy.newProxyInstance(
            Api.class.getClassLoader(),
            new Class<?>[] {Api.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("ranked")) {
                return proxy;
              }
              if (method.getName().equals("create")
                  && arguments[0] instanceof Api.Kind kind
                  && kind.plural().equals("subjectaccessreviews")) {
                var then = (Consumer<Api.Answer>) arguments[3];
                var answer = review((Map<String, @Nullable Object>) arguments[2]);
                stage.loop.post(() -> then.accept(answer));
                return null;
              }
              return method.invoke(api, arguments);
            });
  }

  private Api.Answer review(Map<String, @Nullable Object> review) {
    var right =
        Trees.text(review, "spec", "user")
            + " "
            + Trees.text(review, "spec", "resourceAttributes", "resource");
    asked.add(right);
    return answering
        ? new Api.Answer.Done(Map.of("status", Map.of("allowed", rights.contains(right))))
        : new Api.Answer.Refused(403, "Forbidden", "the scheduler may not ask", 0);
  }

  private List<String> pods() {
    return stage.list("v1", "Pod").stream().map(Trees::name).sorted().toList();
  }

  private String verdict(String name) {
    return Trees.text(stage.gang("default", name), "status", "verdict", "code");
  }

  @Test
  void whoMayNotIsStartedNeverAndLeavesTheRoomToOthersUntilTheRightComes() {
    rights.add("bob pods");
    schedule("one", 0);
    stage.seconds(1);
    var first = stage.submit(submitted("ada", GangBuilder.ofPods("a", 1, PodText.asking("6"))));
    stage.seconds(1);
    stage.submit(submitted("bob", GangBuilder.ofPods("b", 1, PodText.asking("6"))));
    stage.seconds(1_000);

    assertThat(stage.phases()).containsEntry("default/a", "Suspended");
    assertThat(stage.phases()).containsEntry("default/b", "Running");
    assertThat(verdict("a")).isEqualTo("Forbidden");
    assertThat(first.phases()).containsExactly("Suspended", "Resuming", "Suspending", "Suspended");
    assertThat(pods()).containsExactly("b-0");

    stage.deleteGang("b");
    rights.add("ada pods");
    stage.seconds(500);
    assertThat(stage.phases()).containsEntry("default/a", "Running");
    assertThat(pods()).containsExactly("a-0");
  }

  /** Whatever the first leader had done when it died, the second one asks anew. */
  @Test
  void whatWasBegunBeforeTheRightWasLostIsTakenBackByTheNextLeader() {
    var begun = new TreeSet<Integer>();
    for (int fatalWrite = 1; fatalWrite <= MOST_WRITES; fatalWrite++) {
      var play = new LostRightsTest();
      begun.add(play.leaderDiesAndTheRightIsLost(fatalWrite));
    }
    // Else the right was never lost between two objects.
    assertThat(begun).contains(0, 1, 2);
  }

  /** The objects that were there when the right was lost. */
  private int leaderDiesAndTheRightIsLost(int fatalWrite) {
    rights.add("ada pods");
    var first = schedule("one", fatalWrite);
    stage.submit(submitted("ada", GangBuilder.ofPods("a", 3, PodText.asking("1"))));
    stage.loop.runFor(2_000);
    if (!first.isOver()) {
      return -1; // all was written: the gang runs, and goes on to do so
    }
    int begun = pods().size();
    rights.clear();
    schedule("two", 0);
    stage.seconds(120);
    boolean ran = Trees.text(stage.gang("default", "a"), "status", "phase").equals("Running");
    if (!ran) {
      assertThat(stage.phases())
          .as("killed at %d", fatalWrite)
          .containsEntry("default/a", "Suspended");
      assertThat(verdict("a")).as("killed at %d", fatalWrite).isEqualTo("Forbidden");
      assertThat(pods()).as("killed at %d", fatalWrite).isEmpty();
    }
    assertThat(begun == 3 || !ran).as("killed at %d", fatalWrite).isTrue();
    return begun;
  }

  @Test
  void thatNobodyCanTellFailsNoGangHoweverLongItLasts() {
    rights.add("ada pods");
    answering = false;
    schedule("one", 0);
    var gang = stage.submit(submitted("ada", GangBuilder.ofPods("a", 1, PodText.asking("1"))));
    stage.seconds(7_200);
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming");
    assertThat(pods()).isEmpty();
    assertThat(asked).as("once a minute at most").hasSizeBetween(100, 140);

    answering = true;
    stage.seconds(300);
    // The time of this attempt was over before its pods were made, so there was another.
    assertThat(gang.phases())
        .containsExactly("Suspended", "Resuming", "Running", "Resetting", "Resuming", "Running");
    assertThat(pods()).containsExactly("a-0");
  }

  @Test
  void gangThatWaitsForItsRightsCanBeHeldAndDeleted() {
    schedule("one", 0);
    stage.submit(submitted("ada", GangBuilder.ofPods("a", 1, PodText.asking("1"))));
    stage.seconds(10);
    assertThat(verdict("a")).isEqualTo("Forbidden");
    stage.suspend("a", true);
    stage.seconds(10);
    assertThat(verdict("a")).isEqualTo("HeldByUser");
    stage.suspend("a", false);
    stage.seconds(10);
    assertThat(verdict("a")).isEqualTo("Forbidden");
    stage.deleteGang("a");
    stage.seconds(10);
    assertThat(stage.phases()).isEmpty();
    int questions = asked.size();
    stage.seconds(2_000);
    assertThat(asked).hasSize(questions);
  }
}
