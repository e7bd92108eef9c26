package dev.muster.scaler.decide;

import static dev.muster.scaler.model.Offers.anOffer;
import static dev.muster.scheduler.model.Gangs.aGang;
import static dev.muster.scheduler.model.Nodes.aNode;
import static dev.muster.scheduler.model.PodSets.pods;
import static dev.muster.scheduler.model.Snapshots.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scaler.model.Limits;
import dev.muster.scaler.model.Line;
import dev.muster.scaler.model.Offer;
import dev.muster.scaler.model.Offers;
import dev.muster.scaler.model.Outcome;
import dev.muster.scaler.model.Outcome.Limit;
import dev.muster.scaler.model.Purchase;
import dev.muster.scaler.model.ScalePlan;
import dev.muster.scaler.model.ScaleRules;
import dev.muster.scaler.model.Stock;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.FaultTolerance;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Gangs;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.PodSets;
import dev.muster.scheduler.model.Requirement;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Verdict.Shortage;
import dev.muster.scheduler.model.Wish;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScalePlannerTest {
  private static final Verdict TOO_SMALL =
      new Verdict.NodesTooSmall(new Shortage("workers", 1, 0, "nvidia.com/gpu", List.of()));
  private static final long MINUTE = 60_000;

  @Test
  void exactlyTheMachinesThatTheWholeGangNeedsAreBought() {
    var snapshot = aSnapshot().gang(waiting("g").head(2).workers(3, 1)).build();
    var head = anOffer("m5.xlarge").cpus(4).gpus(0).price(192).build();
    var worker = anOffer("g4dn.xlarge").cpus(4).gpus(1).price(526).build();

    assertThat(plan(snapshot, head, worker)).isEqualTo(List.of(buy(1_578_000, 3, "g4dn.xlarge")));
  }

  @Test
  void aHeadThatHasNoRoomBesideTheWorkersGetsTheCheaperMachine() {
    var snapshot =
        aSnapshot().gang(waiting("g").head(2).podSet(pods("workers", 1).gpus(1).cpus(3))).build();
    var head = anOffer("m5.xlarge").cpus(4).gpus(0).price(192).build();
    var worker = anOffer("g4dn.xlarge").cpus(4).gpus(1).price(526).build();

    assertThat(plan(snapshot, head, worker))
        .isEqualTo(
            List.of(
                new Outcome.Buy(
                    List.of(),
                    List.of(new Line("g4dn.xlarge", 1), new Line("m5.xlarge", 1)),
                    718_000,
                    true,
                    0,
                    4 * MINUTE)));
  }

  @Test
  void whatIsFreeIsUsedAndOnlyTheRestIsBought() {
    var snapshot = aSnapshot().node("a", 2).node("b", 1).gang(waiting("g").workers(4, 1)).build();

    assertThat(plan(snapshot, anOffer("one").build()))
        .isEqualTo(List.of(buy(Offers.ONE, 1, "one")));
  }

  @Test
  void nothingIsBoughtForAGangThatFits() {
    var snapshot = aSnapshot().node("a", 2).gang(waiting("g").workers(2, 1)).build();

    assertThat(plan(snapshot, anOffer("one").build())).isEqualTo(List.of(new Outcome.Fits()));
  }

  @Test
  void nothingIsBoughtForWhoIsHeldOrRunsOrWaitsForSomethingElseThanNodes() {
    var snapshot =
        aSnapshot()
            .gang(waiting("held").workers(1, 1).wish(Wish.HOLD))
            .gang(waiting("runs").workers(1, 1).phase(Phase.RUNNING))
            .gang(aGang("behind").workers(1, 1).told(new Verdict.SearchLimit(7)))
            .gang(aGang("new").workers(1, 1))
            .build();

    assertThat(plan(snapshot, anOffer("one").build())).isEmpty();
  }

  @Test
  void ofAPartOfTheGangNothingIsBought() {
    var snapshot = aSnapshot().gang(waiting("g").workers(11, 1)).build();

    assertThat(plan(snapshot, anOffer("one").room(10).build()))
        .isEqualTo(List.of(new Outcome.NothingSuits(List.of())));
  }

  @Test
  void twoGangsDoNotGetTheSameRoomAndSurplusOfOneCountsForTheNext() {
    var snapshot =
        aSnapshot()
            .node("a", 1)
            .gang(waiting("g1").workers(5, 1).submittedAt(1))
            .gang(waiting("g2").workers(4, 1).submittedAt(2))
            .gang(waiting("g3").workers(1, 1).submittedAt(3))
            .build();

    assertThat(plan(snapshot, anOffer("eight").cpus(96).gpus(8).build()))
        .isEqualTo(
            List.of(buy(Offers.ONE, 1, "eight"), new Outcome.Fits(), buy(Offers.ONE, 1, "eight")));
  }

  @Test
  void whatTheFirstTakesOfAnOfferIsNotThereForTheNext() {
    var snapshot =
        aSnapshot()
            .gang(waiting("low").workers(2, 1))
            .gang(waiting("high").workers(2, 1).priority(5))
            .build();

    assertThat(plan(snapshot, anOffer("one").room(3).build()))
        .isEqualTo(List.of(buy(2 * Offers.ONE, 2, "one"), new Outcome.NothingSuits(List.of())));
  }

  @Test
  void nothingIsBoughtAgainForWhomMachinesAreComing() {
    var snapshot = aSnapshot().gang(waiting("g").workers(2, 1)).build();
    var stock = stock(List.of(anOffer("one").build()), ordered("p", "g", new Line("one", 2), 2));

    assertThat(plan(snapshot, stock)).isEqualTo(List.of(new Outcome.Coming("p", 9 * MINUTE)));
  }

  /** Machines are its own before they are anybody's. */
  @Test
  void machinesThatAreComingForOneAreNotRoomForAnotherWhoIsServedBefore() {
    var snapshot =
        aSnapshot()
            .gang(waiting("first").workers(2, 1).priority(9))
            .gang(waiting("owner").workers(2, 1))
            .build();
    var stock =
        stock(List.of(anOffer("one").build()), ordered("p", "owner", new Line("one", 2), 2));

    assertThat(plan(snapshot, stock))
        .isEqualTo(List.of(buy(2 * Offers.ONE, 2, "one"), new Outcome.Coming("p", 9 * MINUTE)));
  }

  @Test
  void roomThatWasLeftOnWhatIsComingIsUsedByTheNext() {
    var snapshot =
        aSnapshot()
            .gang(waiting("owner").workers(5, 1))
            .gang(waiting("next").workers(3, 1).submittedAt(1))
            .build();
    var eight = anOffer("eight").cpus(96).gpus(8).build();
    var stock = stock(List.of(eight), ordered("p", "owner", new Line("eight", 1), 1));

    assertThat(plan(snapshot, stock))
        .isEqualTo(List.of(new Outcome.Coming("p", 9 * MINUTE), new Outcome.Fits()));
  }

  @Test
  void limitsAllowTheWholePurchaseOrNothing() {
    var snapshot = aSnapshot().gang(waiting("g").queue("q").workers(4, 1)).build();
    var offers = List.of(anOffer("one").build());

    assertThat(plan(snapshot, stock(offers, new Limits(3, new TreeMap<>(), Long.MAX_VALUE))))
        .isEqualTo(List.of(new Outcome.OverLimit(Limit.MACHINES, 4, 3)));
    assertThat(plan(snapshot, stock(offers, limitOf("q", 2))))
        .isEqualTo(List.of(new Outcome.OverLimit(Limit.MACHINES_OF_QUEUE, 4, 2)));
    assertThat(plan(snapshot, stock(offers, limitOf("other", 2))))
        .isEqualTo(List.of(buy(4 * Offers.ONE, 4, "one")));
    var spend = new Limits(9, new TreeMap<>(), 4 * Offers.ONE - 1);
    assertThat(plan(snapshot, stock(offers, spend)))
        .isEqualTo(
            List.of(
                new Outcome.OverLimit(Limit.SPEND_PER_HOUR, 4 * Offers.ONE, 4 * Offers.ONE - 1)));
  }

  @Test
  void whereFewMachinesAreAllowedFewerLargeOnesAreBought() {
    var snapshot = aSnapshot().gang(waiting("g").workers(4, 1)).build();
    var offers =
        List.of(anOffer("one").build(), anOffer("four").cpus(32).gpus(4).price(5000).build());

    assertThat(plan(snapshot, stock(offers, new Limits(3, new TreeMap<>(), Long.MAX_VALUE))))
        .isEqualTo(List.of(buy(5 * Offers.ONE, 1, "four")));
  }

  @Test
  void whatWasBoughtBeforeCountsAgainstTheLimits() {
    var snapshot = aSnapshot().gang(waiting("g").workers(2, 1)).build();
    var offers = List.of(anOffer("one").build());
    var before = ordered("p", "another", new Line("one", 2), 0);
    var limits = new Limits(3, new TreeMap<>(), Long.MAX_VALUE);
    var stock =
        new Stock(offers, List.of(before), limits, new TreeSet<>(), Collections.emptySortedMap());

    assertThat(plan(snapshot, stock))
        .isEqualTo(List.of(new Outcome.OverLimit(Limit.MACHINES, 2, 1)));
  }

  @Test
  void aGroupThatIsClosedForWantOfStockIsPassedOverForTheNextBest() {
    var snapshot = aSnapshot().now(5).gang(waiting("g").workers(1, 1)).build();
    var cheap = anOffer("cheap").price(100).closedUntil(8 * MINUTE);

    assertThat(plan(snapshot, cheap.build(), anOffer("dear").price(200).build()))
        .isEqualTo(List.of(buy(200_000, 1, "dear")));
    assertThat(whole(snapshot, Stock.of(List.of(cheap.build()))))
        .isEqualTo(
            new ScalePlan(
                List.of(
                    new ScalePlan.Answer(
                        aGang("g").build().id(), new Outcome.NothingSuits(List.of("cheap")))),
                OptionalLong.of(8 * MINUTE)));
    assertThat(plan(snapshot, cheap.closedUntil(5).build()))
        .isEqualTo(List.of(buy(100_000, 1, "cheap")));
  }

  @Test
  void whereOrdersOftenComeToNothingTheyCountForMore() {
    var snapshot = aSnapshot().gang(waiting("g").workers(1, 1)).build();
    var flaky = anOffer("flaky").price(100).success(400).build();

    assertThat(plan(snapshot, flaky, anOffer("sure").price(240).build()))
        .isEqualTo(List.of(buy(240_000, 1, "sure")));
    assertThat(plan(snapshot, flaky, anOffer("sure").price(260).build()))
        .isEqualTo(List.of(buy(100_000, 1, "flaky")));
  }

  @Test
  void whereSomethingHasNoPriceTheFewestGpusAreBoughtAndThenTheFewestMachines() {
    var snapshot = aSnapshot().gang(waiting("g").workers(4, 1)).build();
    var one = anOffer("one").unpriced();
    var four = anOffer("four").cpus(32).gpus(4).price(9000);
    var eight = anOffer("eight").cpus(96).gpus(8).price(1);

    assertThat(plan(snapshot, one.build(), four.build(), eight.build()))
        .isEqualTo(List.of(buy(9 * Offers.ONE, 1, "four")));
  }

  @Test
  void ofWhatCostsTheSameTheFewestMachinesAndGroupsAndThenTheSoonestAreTaken() {
    var snapshot = aSnapshot().gang(waiting("g").workers(4, 1)).build();

    assertThat(
            plan(
                snapshot,
                anOffer("one").build(),
                anOffer("four").cpus(32).gpus(4).price(4000).build()))
        .isEqualTo(List.of(buy(4 * Offers.ONE, 1, "four")));
    assertThat(
            plan(
                snapshot,
                anOffer("a").room(3).readyIn(1000).build(),
                anOffer("b").build(),
                anOffer("c").readyIn(120_000).build()))
        .isEqualTo(
            List.of(
                new Outcome.Buy(
                    List.of(), List.of(new Line("c", 4)), 4 * Offers.ONE, true, 0, 120_000)));
  }

  @Test
  void theTypesThatItsUserAskedForAreTakenIfTheyDo() {
    var snapshot = aSnapshot().gang(waiting("g").workers(1, 1)).build();
    var offers = List.of(anOffer("cheap").price(100).build(), anOffer("dear").price(900).build());

    assertThat(plan(snapshot, wanting(offers, "g", "dear")))
        .isEqualTo(List.of(buy(900_000, 1, "dear")));
    assertThat(plan(snapshot, wanting(offers, "g", "unknown")))
        .isEqualTo(List.of(buy(100_000, 1, "cheap")));
  }

  @Test
  void machinesAreBoughtForPodsThatAskForALabelOfTheirGangsOwn() {
    var snapshot = aSnapshot().node("a", 8).gang(waiting("g").podSet(ownPods(2))).build();

    assertThat(plan(snapshot, anOffer("one").build()))
        .isEqualTo(List.of(buy(2 * Offers.ONE, 2, "one")));
    assertThat(
            plan(
                aSnapshot().gang(waiting("other").podSet(ownPods(2))).build(),
                anOffer("one").build()))
        .isEqualTo(List.of(new Outcome.NothingSuits(List.of())));
  }

  @Test
  void idleNodesAreLabelledBeforeAnyMachineIsBought() {
    var snapshot =
        aSnapshot()
            .node("busy", 1)
            .node("idle-1", 1)
            .node("idle-2", 1)
            .gang(waiting("g").podSet(ownPods(3)))
            .build();
    var idle = new TreeSet<>(List.of("idle-1", "idle-2", "gone"));
    var stock =
        new Stock(
            List.of(anOffer("one").build()),
            List.of(),
            Limits.NONE,
            idle,
            Collections.emptySortedMap());

    assertThat(plan(snapshot, stock))
        .isEqualTo(
            List.of(
                new Outcome.Buy(
                    List.of("idle-1", "idle-2"),
                    List.of(new Line("one", 1)),
                    Offers.ONE,
                    true,
                    0,
                    4 * MINUTE)));
  }

  @Test
  void whoseRoomIsLeftByOthersSoonerThanAMachineWouldBeReadyWaits() {
    var snapshot =
        aSnapshot()
            .now(10 * MINUTE)
            .node(aNode("a").gpus(2).usedGpus(2))
            .gang(running("r", 0, 12 * MINUTE))
            .gang(waiting("g").workers(1, 1))
            .build();

    assertThat(whole(snapshot, Stock.of(List.of(anOffer("one").build()))))
        .isEqualTo(
            new ScalePlan(
                List.of(
                    new ScalePlan.Answer(
                        aGang("g").build().id(), new Outcome.WaitsForEnd(12 * MINUTE))),
                OptionalLong.of(12 * MINUTE)));
    assertThat(plan(snapshot, anOffer("one").readyIn(MINUTE).build()))
        .isEqualTo(
            List.of(
                new Outcome.Buy(
                    List.of(), List.of(new Line("one", 1)), Offers.ONE, true, 0, MINUTE)));
  }

  @Test
  void twoGangsDoNotWaitForTheSameEnd() {
    var snapshot =
        aSnapshot()
            .now(10 * MINUTE)
            .node(aNode("a").gpus(2).usedGpus(2))
            .gang(running("r", 0, 12 * MINUTE))
            .gang(waiting("g1").workers(2, 1).submittedAt(1))
            .gang(waiting("g2").workers(1, 1).submittedAt(2))
            .build();

    assertThat(plan(snapshot, anOffer("one").build()))
        .isEqualTo(List.of(new Outcome.WaitsForEnd(12 * MINUTE), buy(Offers.ONE, 1, "one")));
  }

  /** Its pods are gone, and so is what they took; nobody waits for what is over. */
  @Test
  void nobodyWaitsForTheEndOfWhatHasEnded() {
    var ended = running("r", 0, 12 * MINUTE);
    var world = aSnapshot().now(20 * MINUTE).node(aNode("a").gpus(2).usedGpus(2));
    var late = world.gang(ended).gang(waiting("g").workers(1, 1)).build();
    var succeeded = ended.withStatus(ended.status().withPhase(Phase.SUCCEEDED));
    var early =
        aSnapshot()
            .now(10 * MINUTE)
            .node(aNode("a").gpus(2).usedGpus(2))
            .gang(succeeded)
            .gang(waiting("g").workers(1, 1))
            .build();

    assertThat(plan(late, anOffer("one").build())).isEqualTo(List.of(buy(Offers.ONE, 1, "one")));
    assertThat(plan(early, anOffer("one").build())).isEqualTo(List.of(buy(Offers.ONE, 1, "one")));
  }

  @Test
  void noMoreBecomesFreeThanIsTaken() {
    var snapshot =
        aSnapshot()
            .now(10 * MINUTE)
            .node(aNode("a").gpus(2))
            .gang(running("r", 0, 12 * MINUTE))
            .gang(waiting("g").workers(1, 3))
            .build();

    assertThat(plan(snapshot, anOffer("four").gpus(4).build()))
        .isEqualTo(List.of(buy(Offers.ONE, 1, "four")));
  }

  /** KubeRay's submitter does not ask for the label that head and workers ask for. */
  @Test
  void anIdleNodeIsOneMachineWhetherItIsLabelledOrNot() {
    var snapshot =
        aSnapshot()
            .node("n1", 1)
            .gang(waiting("g").podSet(ownPods(1)).podSet(pods("submitter", 1).gpus(1)))
            .build();

    assertThat(plan(snapshot, idle(List.of(anOffer("one").build()), "n1")))
        .isEqualTo(
            List.of(
                new Outcome.Buy(
                    List.of("n1"), List.of(new Line("one", 1)), Offers.ONE, true, 0, 4 * MINUTE)));
  }

  @Test
  void idleNodesAreTakenBeforeWhatHasNoPrice() {
    var snapshot =
        aSnapshot()
            .node(aNode("i1").cpus(8))
            .node(aNode("i2").cpus(8))
            .gang(waiting("g").podSet(ownPods(4).gpus(0).cpus(3)))
            .build();
    var big = anOffer("big").cpus(16).gpus(0).unpriced().build();

    assertThat(plan(snapshot, idle(List.of(big), "i1", "i2")))
        .isEqualTo(List.of(new Outcome.Buy(List.of("i1", "i2"), List.of(), 0, true, 0, 0)));
  }

  @Test
  void idleNodesOfTheTypesThatItsUserAskedForAreLabelledAndOfThoseTheLeast() {
    var snapshot =
        aSnapshot()
            .node(aNode("a").gpus(8).label(Offer.TYPE, "p4d"))
            .node(aNode("b").gpus(1).label(Offer.TYPE, "g4dn"))
            .gang(waiting("g").podSet(ownPods(1)))
            .build();
    var idle = new TreeSet<>(List.of("a", "b"));
    var wanted = new TreeMap<String, List<String>>();
    wanted.put("uid-g", List.of("g4dn"));
    var least = new Outcome.Buy(List.of("b"), List.of(), 0, true, 0, 0);

    for (var types : List.of(wanted, new TreeMap<String, List<String>>())) {
      var stock = new Stock(List.of(), List.of(), Limits.NONE, idle, types);
      assertThat(plan(snapshot, stock)).isEqualTo(List.of(least));
    }
    wanted.put("uid-g", List.of("p4d"));
    assertThat(plan(snapshot, new Stock(List.of(), List.of(), Limits.NONE, idle, wanted)))
        .isEqualTo(List.of(new Outcome.Buy(List.of("a"), List.of(), 0, true, 0, 0)));
  }

  @Test
  void allNodesCountHoweverManyAreAlike() {
    var world = aSnapshot();
    for (int i = 0; i < 6_000; i++) {
      world.node("n%05d".formatted(i), 1);
    }
    var snapshot = world.gang(waiting("g").workers(6_001, 1)).build();

    assertThat(plan(snapshot, anOffer("one").room(10_000).build()))
        .isEqualTo(List.of(buy(Offers.ONE, 1, "one")));
  }

  @Test
  void whereTheBestIsBeyondTheLimitSomethingCheaperIsBought() {
    var snapshot = aSnapshot().gang(waiting("g").workers(1, 1)).build();
    var offers =
        List.of(
            anOffer("sure").price(10_000).build(),
            anOffer("flaky").price(8_000).success(500).build());

    assertThat(plan(snapshot, stock(offers, new Limits(9, new TreeMap<>(), 9 * Offers.ONE))))
        .isEqualTo(List.of(buy(8 * Offers.ONE, 1, "flaky")));
  }

  @Test
  void ofWhatIsAlikeTheCheapestIsBoughtThoughSomethingElseHasNoPrice() {
    var snapshot = aSnapshot().gang(waiting("g").workers(1, 1)).build();

    assertThat(
            plan(
                snapshot,
                anOffer("a").price(30_000).build(),
                anOffer("b").price(1_000).build(),
                anOffer("c").unpriced().build()))
        .isEqualTo(List.of(buy(Offers.ONE, 1, "b")));
  }

  /** What came was to stand beside a node that somebody else has taken since. */
  @Test
  void whatComesForAGangIsKeptForItThoughItDoesNotFit() {
    var snapshot =
        aSnapshot()
            .gang(waiting("owner").workers(3, 1))
            .gang(waiting("next").workers(2, 1).submittedAt(1))
            .build();
    var stock =
        stock(List.of(anOffer("one").build()), ordered("p", "owner", new Line("one", 2), 2));

    assertThat(plan(snapshot, stock))
        .isEqualTo(List.of(new Outcome.Coming("p", 9 * MINUTE), buy(2 * Offers.ONE, 2, "one")));
  }

  @Test
  void whatIsClosedWakesThoseWhomALimitKeepsFromAnythingElse() {
    var snapshot = aSnapshot().gang(waiting("g").workers(1, 1)).build();
    var offers =
        List.of(
            anOffer("cheap").closedUntil(7 * MINUTE).build(),
            anOffer("dear").price(10_000).build());

    assertThat(
            whole(snapshot, stock(offers, new Limits(9, new TreeMap<>(), 5 * Offers.ONE))).wakeAt())
        .isEqualTo(OptionalLong.of(7 * MINUTE));
  }

  @Test
  void noneOfThousandsOfKindsOfPodsIsAReasonToThinkForEver() {
    var gang = waiting("g");
    for (int i = 1; i <= 1_000; i++) {
      gang.podSet(pods("set-" + i, 1).asks("memory", i));
    }

    assertThat(plan(aSnapshot().node("n", 1).gang(gang).build(), anOffer("one").build()))
        .isEqualTo(List.of(new Outcome.SearchLimit(ScaleRules.DEFAULT.searchBudget())));
  }

  @Test
  void onlyTheFirstGangsOfAQueueAreLookedAt() {
    var snapshot =
        aSnapshot()
            .gang(waiting("g1").workers(1, 1).submittedAt(1))
            .gang(waiting("g2").workers(1, 1).submittedAt(2))
            .gang(waiting("g3").queue("q").workers(1, 1).submittedAt(3))
            .build();
    var planner = new ScalePlanner(new ScaleRules(1, 1000, 0));

    assertThat(planner.plan(snapshot, Stock.of(List.of(anOffer("one").build()))).answers())
        .extracting(answer -> answer.gang().name())
        .containsExactly("g1", "g3");
  }

  private static Gangs.Builder waiting(String name) {
    return aGang(name).told(TOO_SMALL);
  }

  private static PodSets.Builder ownPods(int count) {
    return pods("workers", count)
        .gpus(1)
        .or(new Requirement("g", Requirement.Operator.IN, List.of("g")));
  }

  /** Has the node {@code a}'s two GPUs, until its limit. */
  private static Gang running(String name, long since, long limit) {
    var d = FaultTolerance.DEFAULT;
    var limited =
        new FaultTolerance(
            d.admissionGrace(),
            d.warmupGrace(),
            d.failureGrace(),
            d.retryPause(),
            d.retryLimit(),
            d.forcefulDeletionGrace(),
            d.deletionOnFailureGrace(),
            d.successTtl(),
            limit,
            d.terminalExitCodes(),
            d.retryableExitCodes());
    var gang = aGang(name).podSet(pods("workers", 1).cpus(1).gpus(2)).build();
    var spec = gang.spec();
    var conditions = new TreeMap<String, Condition>();
    conditions.put(
        Condition.RESOURCES_DEPLOYED,
        new Condition(Condition.RESOURCES_DEPLOYED, Condition.Status.TRUE, "", "", since));
    var nodes = new TreeMap<String, Integer>();
    nodes.put("a", 1);
    var admission = new Admission("local", 1, true, List.of(new Placement("workers", 1, nodes)));
    return gang.withSpec(
            new Gang.Spec(spec.kind(), "", 0, 0, spec.demand(), limited, List.of(), List.of()))
        .withStatus(
            new GangStatus(Phase.RUNNING, 0, conditions, List.of(), List.of(admission), List.of()));
  }

  private static Purchase ordered(String id, String gang, Line line, int coming) {
    return new Purchase(id, "uid-" + gang, "", List.of(line), List.of(coming), 9 * MINUTE);
  }

  private static Stock stock(List<Offer> offers, Purchase purchase) {
    return new Stock(
        offers, List.of(purchase), Limits.NONE, new TreeSet<>(), Collections.emptySortedMap());
  }

  private static Stock stock(List<Offer> offers, Limits limits) {
    return new Stock(offers, List.of(), limits, new TreeSet<>(), Collections.emptySortedMap());
  }

  private static Stock idle(List<Offer> offers, String... nodes) {
    return new Stock(
        offers,
        List.of(),
        Limits.NONE,
        new TreeSet<>(List.of(nodes)),
        Collections.emptySortedMap());
  }

  private static Stock wanting(List<Offer> offers, String gang, String type) {
    var wanted = new TreeMap<String, List<String>>();
    wanted.put("uid-" + gang, List.of(type));
    return new Stock(offers, List.of(), Limits.NONE, new TreeSet<>(), wanted);
  }

  private static Limits limitOf(String queue, int machines) {
    var perQueue = new TreeMap<String, Integer>();
    perQueue.put(queue, machines);
    return new Limits(Integer.MAX_VALUE, perQueue, Long.MAX_VALUE);
  }

  private static Outcome.Buy buy(long price, int machines, String group) {
    return new Outcome.Buy(
        List.of(), List.of(new Line(group, machines)), price, true, 0, 4 * MINUTE);
  }

  private static List<Outcome> plan(Snapshot snapshot, Offer... offers) {
    return plan(snapshot, Stock.of(List.of(offers)));
  }

  private static List<Outcome> plan(Snapshot snapshot, Stock stock) {
    return whole(snapshot, stock).answers().stream().map(ScalePlan.Answer::outcome).toList();
  }

  private static ScalePlan whole(Snapshot snapshot, Stock stock) {
    return new ScalePlanner(ScaleRules.DEFAULT).plan(snapshot, stock);
  }
}
