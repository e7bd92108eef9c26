package dev.muster.simulations.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What breaks a rule is noticed: writes as a scheduler with a defect would make them. */
final class TruthTest {
  private static final String GANGS = World.GANGS;
  private final World world =
      new World(new Script("none", "2x8gpu", 1, 0, 1_000, 2_000, List.of()));

  private void writes(String user, String apiVersion, String kind, String name, Object status) {
    var type = world.store().typeOfKind(apiVersion, kind).orElseThrow();
    var request =
        Request.patch(
                type,
                type.namespaced() ? "default" : "",
                name,
                PatchKind.MERGE,
                Trees.object("status", status))
            .withSubresource("status")
            .withUser(user);
    assertThat(world.store().handle(request)).isInstanceOf(Response.Success.class);
  }

  private void gang(String name) {
    World.require(world.create(new Shape(Shape.Kind.RAY, 1, 1, 10, "").gang(name)));
  }

  private void ledger() {
    World.require(
        world.create(
            Trees.object(
                "apiVersion", "muster.dev/v1",
                "kind", "Cluster",
                "metadata", Trees.object("name", "local"))));
  }

  private void term(String user, long term) {
    var ledger = Trees.object("term", term, "intents", List.of());
    writes(user, "muster.dev/v1", "Cluster", "local", Trees.object("ledger", ledger));
  }

  private static Map<String, @Nullable Object> admitted(long attempt) {
    return Trees.object(
        "phase",
        "Resuming",
        "admission",
        Trees.object("attempt", attempt, "cluster", "local", "exact", true, "podSets", List.of()));
  }

  private List<String> rules() {
    return world.truth().violations().stream().map(each -> each.split(" ")[0]).toList();
  }

  @Test
  void whatIsInOrderIsLetPass() {
    ledger();
    gang("one");
    term("s1-1", 1);
    writes("s1-1", GANGS, "AppWrapper", "one", admitted(1));
    term("s2-1", 2);
    writes("s2-1", GANGS, "AppWrapper", "one", admitted(2));
    assertThat(world.truth().violations()).isEmpty();
  }

  @Test
  void anAttemptThatBeginsTwiceIsNoticed() {
    gang("one");
    writes("s1-1", GANGS, "AppWrapper", "one", admitted(1));
    writes("s1-1", GANGS, "AppWrapper", "one", Trees.object("phase", "Suspended"));
    writes("s1-1", GANGS, "AppWrapper", "one", admitted(1));
    assertThat(rules()).containsExactly("EPOCH");
  }

  @Test
  void whoSendsAfterItWasSucceededIsNoticed() {
    ledger();
    term("s1-1", 1);
    world.truth().sends("s1-1");
    world.truth().sends("s2-1");
    term("s2-1", 2);
    world.truth().sends("s2-1");
    assertThat(rules()).isEmpty();
    world.truth().sends("s1-1");
    assertThat(rules()).containsExactly("FENCE");
  }

  @Test
  void whoDecidesWithTheTermIsNoticed() {
    ledger();
    var intent = Trees.object("uid", "x", "epoch", 1L, "podSets", List.of());
    var ledger = Trees.object("term", 1L, "intents", List.of(intent));
    writes("s1-1", "muster.dev/v1", "Cluster", "local", Trees.object("ledger", ledger));
    assertThat(rules()).containsExactly("DEPOSED");
  }

  @Test
  void anAttemptThatGoesBackIsNoticed() {
    gang("one");
    writes("s1-1", GANGS, "AppWrapper", "one", admitted(2));
    writes("s1-1", GANGS, "AppWrapper", "one", admitted(1));
    assertThat(rules()).containsExactly("EPOCH");
  }

  @Test
  void theLedgerOfASuccessorIsNotWrittenByADeposedOne() {
    ledger();
    term("s1-1", 1);
    term("s2-1", 2);
    term("s1-1", 1);
    assertThat(rules()).containsExactly("DEPOSED");
  }

  @Test
  void anAdmissionByADeposedOneIsNoticed() {
    ledger();
    gang("one");
    term("s1-1", 1);
    term("s2-1", 2);
    writes("s1-1", GANGS, "AppWrapper", "one", admitted(1));
    assertThat(rules()).containsExactly("DEPOSED");
  }

  @Test
  void anObjectThatItsSuccessorWroteIsNotWrittenByADeposedOne() {
    ledger();
    gang("one");
    term("s1-1", 1);
    term("s2-1", 2);
    writes("s2-1", GANGS, "AppWrapper", "one", Trees.object("phase", "Suspended"));
    writes("s1-1", GANGS, "AppWrapper", "one", Trees.object("phase", "Resetting"));
    assertThat(rules()).containsExactly("DEPOSED");
  }

  @Test
  void aGangThatASchedulerDeletesIsNoticed() {
    gang("one");
    var type = world.store().typeOfKind(GANGS, "AppWrapper").orElseThrow();
    World.require(
        world
            .store()
            .handle(
                Request.patch(
                        type,
                        "default",
                        "one",
                        PatchKind.MERGE,
                        Trees.object("metadata", Trees.object("finalizers", List.of("x/y"))))
                    .withUser("kubectl")));
    World.require(
        world
            .store()
            .handle(Request.delete(type, "default", "one", Trees.object()).withUser("s1-1")));
    assertThat(rules()).containsExactly("LOST");
  }

  @Test
  void aChildThatNobodyWantsMustGoInTime() {
    gang("one");
    var uid = Trees.uid(World.require(world.get(GANGS, "AppWrapper", "one")));
    World.require(
        world.create(
            Trees.object(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Trees.object(
                    "name",
                    "one",
                    "ownerReferences",
                    List.of(
                        Trees.object(
                            "apiVersion",
                            GANGS,
                            "kind",
                            "AppWrapper",
                            "name",
                            "one",
                            "uid",
                            uid))))));
    world.loop().runFor(59_000);
    world.truth().finish(List.of());
    assertThat(rules()).doesNotContain("LATE");
    world.loop().runFor(2_000);
    world.truth().finish(List.of());
    assertThat(rules()).contains("LATE");
  }
}
