package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api.Ref;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.FakeApi;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.watch.Intent;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.kube.watch.Objects;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private static final Ref LOCAL = new Ref(Kinds.CLUSTERS, "", "local");
  private final ManualLoop loop = new ManualLoop();
  private final FakeApi api = new FakeApi(loop);
  private final Mirror mirror = new Mirror(loop, FaultToleranceDefaults.STANDARD, () -> {});
  private final List<String> told = new ArrayList<>();

  private Ledger ledger(String name) {
    var means = Testing.means(api, loop, mirror);
    var ledger = new Ledger(means, () -> told.add(name + " deposed"));
    ledger.takeOver(term -> told.add(name + " has term " + term));
    loop.runFor(10_000);
    return ledger;
  }

  private static Intent intent(String uid) {
    var nodes = new TreeMap<>(Map.of("n1", 2, "n2", 1));
    var placement = new Placement("workers", 3, nodes);
    return new Intent(uid, new Admission("local", 1, true, List.of(placement)));
  }

  private void append(Ledger ledger, String uid) {
    ledger.append(intent(uid), listed -> told.add(uid + (listed ? " listed" : " void")));
  }

  private List<?> stored() {
    var status = FakeApi.tree(FakeApi.tree(api.objects.get(LOCAL)).get("status"));
    return Trees.asList(FakeApi.tree(status.get("ledger")).get("intents"));
  }

  @Test
  void admissionsOfOneCycleAreOneWrite() {
    var ledger = ledger("one");
    api.writes.clear();
    append(ledger, "a");
    append(ledger, "b");
    append(ledger, "c");
    loop.runFor(100);

    assertThat(told).containsExactly("one has term 1", "a listed", "b listed", "c listed");
    assertThat(api.writes).containsExactly("patch local");
    assertThat(ledger.listed()).containsExactly(intent("a"), intent("b"), intent("c"));
    assertThat(stored()).hasSize(3);
  }

  @Test
  void moreThanFitInAWriteTakeSeveral() {
    var ledger = ledger("one");
    api.writes.clear();
    for (int i = 0; i < Ledger.MOST + 1; i++) {
      append(ledger, "g" + i);
    }
    loop.runFor(100);

    assertThat(api.writes).containsExactly("patch local", "patch local");
  }

  @Test
  void deposedLeaderCannotAdmitAnyMore() {
    var old = ledger("old");
    append(old, "a");
    loop.runFor(100);
    var successor = ledger("new");
    assertThat(successor.listed()).containsExactly(intent("a"));
    append(old, "late");
    loop.runFor(60_000);

    assertThat(told).containsExactly("old has term 1", "a listed", "new has term 2", "old deposed");
    assertThat(stored()).hasSize(1);
  }

  @Test
  void writeOfSomebodyElseMakesThePlanVoid() {
    var ledger = ledger("one");
    api.put(LOCAL, FakeApi.tree(api.objects.get(LOCAL)));
    append(ledger, "a");
    loop.runFor(100);
    append(ledger, "b");
    loop.runFor(100);

    assertThat(told).containsExactly("one has term 1", "a void", "b listed");
  }

  @Test
  void appendThatWasDoneButNotAnsweredIsFoundToBeListed() {
    var ledger = ledger("one");
    api.fate = (verb, ref) -> FakeApi.Fate.UNACKNOWLEDGED;
    append(ledger, "done");
    loop.runFor(100);
    assertThat(told).containsExactly("one has term 1");
    api.fate = (verb, ref) -> FakeApi.Fate.DONE;
    loop.runFor(5_000);

    assertThat(told).containsExactly("one has term 1", "done listed");
    assertThat(ledger.listed()).containsExactly(intent("done"));
    assertThat(stored()).hasSize(1);
  }

  /** Reading would not do: the lost write may still be on its way. */
  @Test
  void appendThatWasLostIsRepeatedUntilItsFateIsKnown() {
    var ledger = ledger("one");
    api.fate = (verb, ref) -> FakeApi.Fate.LOST;
    append(ledger, "lost");
    loop.runFor(100);
    assertThat(told).containsExactly("one has term 1");
    api.fate = (verb, ref) -> FakeApi.Fate.DONE;
    loop.runFor(5_000);

    assertThat(told).containsExactly("one has term 1", "lost listed");
    assertThat(stored()).hasSize(1);
  }

  /** Nobody could raise it any more, and so nobody could lead. */
  @Test
  void aTermThatOnlyAForeignHandCanHaveWrittenIsBegunAnew() {
    var ledger = Trees.map("term", Long.MAX_VALUE, "intents", List.of());
    api.put(LOCAL, Trees.map("status", Trees.map("ledger", ledger)));
    append(ledger("one"), "a");
    loop.runFor(100);
    append(ledger("two"), "b");
    loop.runFor(100);

    assertThat(told).containsExactly("one has term 1", "a listed", "two has term 2", "b listed");
  }

  @Test
  void anEntryOfMorePodsThanCanBeCountedIsListedWithAsManyAsCan() {
    var nodes = Trees.map();
    IntStream.range(0, 3_000).forEach(i -> nodes.put("n" + i, Long.MAX_VALUE));
    var podSet = Trees.map("name", "w", "nodes", nodes);
    var entry = Trees.map("uid", "a", "epoch", 1L, "podSets", List.of(podSet));

    assertThat(Intents.parse(entry).admission().podSets().getFirst().count()).isEqualTo(1 << 20);
  }

  @Test
  void whatIsSettledLeavesTheLedger() {
    var ledger = ledger("one");
    append(ledger, "a"); // of a gang that the mirror does not have: it is gone
    loop.runFor(100);
    ledger.settled("a");
    loop.runFor(60_000);

    assertThat(stored()).isEmpty();
    assertThat(ledger.listed()).isEmpty();
  }

  @Test
  void whatIsSettledWhileAWriteHasNoAnswerLeavesTheLedgerSoonAfterIt() {
    var ledger = ledger("one");
    mirror.feed(Kinds.GANGS).accept(new WatchEvent.Put(Objects.gang("a", "", 3)));
    append(ledger, "uid-a");
    loop.runFor(100);
    api.fate = (verb, ref) -> FakeApi.Fate.UNACKNOWLEDGED;
    append(ledger, "b");
    loop.runFor(100);
    ledger.settled("uid-a");
    api.fate = (verb, ref) -> FakeApi.Fate.LOST;
    loop.runFor(5_000);
    assertThat(stored()).hasSize(2);
    api.fate = (verb, ref) -> FakeApi.Fate.DONE;
    loop.runFor(15_000);

    assertThat(told).containsExactly("one has term 1", "uid-a listed", "b listed");
    assertThat(stored()).isEmpty();
  }

  /** Who decides while it is not known may have its room. */
  @Test
  void whatIsOfAGangThatIsNotKnownComesToNothingThoughItComesBack() {
    var ledger = ledger("one");
    append(ledger, "uid-listed");
    loop.runFor(100);
    api.fate = (verb, ref) -> FakeApi.Fate.LOST;
    append(ledger, "uid-sent");
    loop.runFor(100);
    append(ledger, "uid-waits");
    ledger.forsake();
    for (var name : List.of("listed", "sent", "waits")) {
      mirror.feed(Kinds.GANGS).accept(new WatchEvent.Put(Objects.gang(name, "", 3)));
    }
    api.fate = (verb, ref) -> FakeApi.Fate.DONE;
    loop.runFor(15_000);

    assertThat(told)
        .containsExactly("one has term 1", "uid-listed listed", "uid-sent void", "uid-waits void");
    assertThat(stored()).isEmpty();
  }

  /** Its room may be somebody else's by then, who is about to be listed. */
  @Test
  void whatIsVoidIsNotListedAgainThoughItsGangIsDecidedAnew() {
    var ledger = ledger("one");
    mirror.feed(Kinds.GANGS).accept(new WatchEvent.Put(Objects.gang("a", "", 3)));
    append(ledger, "uid-a");
    loop.runFor(100);
    api.fate = (verb, ref) -> FakeApi.Fate.LOST;
    ledger.settled("uid-a");
    append(ledger, "z");
    loop.runFor(100);
    var elsewhere = new Placement("workers", 3, new TreeMap<>(Map.of("n3", 3)));
    var anew = new Intent("uid-a", new Admission("local", 1, true, List.of(elsewhere)));
    ledger.append(anew, listed -> told.add("anew " + listed));
    var fates = new ArrayList<>(List.of(FakeApi.Fate.DONE));
    api.fate = (verb, ref) -> fates.isEmpty() ? FakeApi.Fate.LOST : fates.removeFirst();
    loop.runFor(5_000);
    assertThat(ledger.listed()).containsExactly(intent("z"));

    api.fate = (verb, ref) -> FakeApi.Fate.DONE;
    loop.runFor(15_000);
    assertThat(told).contains("z listed", "anew true");
  }
}
