package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.FakeApi;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.act.Permits.Outcome;
import dev.muster.scheduler.kube.act.Permits.Wrapped;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.map.Predecessors;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.kube.watch.Objects;
import dev.muster.scheduler.model.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked before wrapped objects are created, and what comes of a no. */
final class PermitsTest {
  private static final Api.Ref GANG = new Api.Ref(Kinds.GANGS, "default", "g");
  private static final Api.Kind JOBS = new Api.Kind("batch", "v1", "jobs", true);
  private static final Api.Kind PODS = new Api.Kind("", "v1", "pods", true);
  private static final Wrapped JOB = new Wrapped("batch/v1", "Job");
  private static final Wrapped POD = new Wrapped("v1", "Pod");
  private static final Wrapped SHIP = new Wrapped("example.com/v1", "Ship");
  private static final String ASKED_JOBS = "review ada jobs.batch default";
  private static final String ASKED_PODS = "review ada pods default";
  private static final String NO_PODS = "User ada is not authorized to create pods in default";

  private final ManualLoop loop = new ManualLoop();
  private final FakeApi api = new FakeApi(loop);
  private final Mirror mirror = new Mirror(loop, FaultToleranceDefaults.STANDARD, () -> {});
  private final Permits permits = new Permits(api, loop, mirror, true, Predecessors.NONE);
  private final List<Outcome> told = new ArrayList<>();

  @BeforeEach
  void serve() {
    api.served.put("batch/v1 Job", JOBS);
    api.served.put("v1 Pod", PODS);
    api.put(GANG, submittedBy("{\"username\":\"ada\"}"));
    mirror.feed(Kinds.GANGS).accept(new WatchEvent.Put(Objects.gang("g", "{}", 1)));
  }

  private static Map<String, @Nullable Object> submittedBy(String stamp) {
    var annotations = Map.of(User.ANNOTATION, stamp);
    return Map.of("metadata", Map.of("uid", "uid-g", "annotations", annotations));
  }

  private Outcome ask(Map<String, @Nullable Object> gang, Wrapped... wrapped) {
    told.clear();
    permits.ask(GANG, gang, List.of(wrapped), told::add);
    loop.runFor(10);
    assertThat(told).hasSize(1);
    return told.getFirst();
  }

  private Outcome ask(Wrapped... wrapped) {
    return ask(submittedBy("{\"username\":\"ada\"}"), wrapped);
  }

  private static boolean covers(Outcome outcome, Api.Kind kind) {
    return outcome instanceof Outcome.Granted granted && granted.covers().test(kind);
  }

  /** As decisions see it. */
  private String denial() {
    return mirror.observe(loop.now()).gangs().get("uid-g").orElseThrow().observed().denial();
  }

  @Test
  void eachKindIsAskedAboutOnceAndThenRememberedForTenSeconds() {
    api.rights.add("ada jobs.batch default");
    api.rights.add("ada pods default");

    var granted = ask(JOB, POD, JOB);
    assertThat(covers(granted, JOBS)).isTrue();
    assertThat(covers(granted, PODS)).isTrue();
    assertThat(covers(ask(JOB), PODS)).isFalse();
    assertThat(api.writes).containsExactly(ASKED_JOBS, ASKED_PODS);

    loop.runFor(10_000);
    assertThat(covers(ask(JOB), JOBS)).isTrue();
    assertThat(api.writes).containsExactly(ASKED_JOBS, ASKED_PODS, ASKED_JOBS);
    assertThat(denial()).isEmpty();
  }

  @Test
  void gangsThatStartTogetherShareTheQuestion() {
    api.rights.add("ada pods default");
    for (int i = 0; i < 100; i++) {
      permits.ask(GANG, submittedBy("{\"username\":\"ada\"}"), List.of(POD), told::add);
    }
    loop.runFor(10);
    assertThat(told).hasSize(100).allMatch(outcome -> covers(outcome, PODS));
    assertThat(api.writes).containsExactly(ASKED_PODS);
  }

  /** Pauses of 30, 60, 120, 240 and from then on 480 s; the gang is no candidate meanwhile. */
  @Test
  void noIsAskedAboutAgainLessAndLessOftenWhileTheGangWaits() {
    assertThat(ask(POD)).isEqualTo(new Outcome.Denied());
    int asked = 1;
    for (long pause : new long[] {30_000, 60_000, 120_000, 240_000, 480_000, 480_000}) {
      loop.runFor(pause - 100);
      assertThat(api.writes).hasSize(asked);
      loop.runFor(100);
      asked++;
      assertThat(api.writes).hasSize(asked);
      assertThat(denial()).isEqualTo(NO_PODS);
    }
  }

  @Test
  void yesMakesItACandidateAgainAndTheNextNoIsTheFirstAgain() {
    assertThat(ask(POD)).isEqualTo(new Outcome.Denied());
    loop.runFor(30_000);
    api.rights.add("ada pods default");
    loop.runFor(60_010);
    assertThat(denial()).isEmpty();
    int asked = api.writes.size();
    loop.runFor(1_000_000);
    assertThat(api.writes).hasSize(asked);

    api.rights.clear();
    assertThat(ask(POD)).isEqualTo(new Outcome.Denied());
    api.rights.add("ada pods default");
    loop.runFor(30_010);
    assertThat(denial()).isEmpty();
  }

  @Test
  void whatCannotBeAskedAgainIsTriedAgainAndSaysNothingNew() {
    assertThat(ask(POD)).isEqualTo(new Outcome.Denied());
    api.rights.add("ada pods default");
    api.fate = (verb, ref) -> FakeApi.Fate.LOST;
    loop.runFor(100_000);
    assertThat(denial()).isEqualTo(NO_PODS);
    api.fate = (verb, ref) -> FakeApi.Fate.DONE;
    loop.runFor(31_000);
    assertThat(denial()).isEmpty();
  }

  @Test
  void gangThatIsGoneOrAnotherOfItsNameIsNotAskedAboutAgain() {
    assertThat(ask(POD)).isEqualTo(new Outcome.Denied());
    api.put(GANG, Map.of("metadata", Map.of("uid", "another")));
    loop.runFor(1_000_000);
    assertThat(api.writes).containsExactly(ASKED_PODS);
  }

  @Test
  void withoutAReadableSubmitterTheAnswerIsNoForEverWithoutAQuestion() {
    for (var stamp :
        List.of(
            "",
            "ada",
            "[]",
            "{}",
            "{\"username\":7}",
            "{\"username\":\"ada\",\"groups\":\"ml\"}",
            "{\"username\":\"ada\",\"groups\":[7]}",
            "{\"username\":\"ada\",\"extra\":[]}")) {
      assertThat(ask(submittedBy(stamp), POD)).as(stamp).isEqualTo(new Outcome.Denied());
    }
    assertThat(ask(Map.of("metadata", Map.of("uid", "uid-g")), POD))
        .isEqualTo(new Outcome.Denied());
    loop.runFor(1_000_000);
    assertThat(denial()).isEqualTo(Permits.NOT_RECORDED);
    assertThat(api.writes).isEmpty();
  }

  @Test
  void lostAnswerIsNeitherYesNorNo() {
    api.fate = (verb, ref) -> FakeApi.Fate.LOST;
    assertThat(ask(POD)).isEqualTo(new Outcome.Unknown("lost"));
    assertThat(denial()).isEmpty();
  }

  /** It may be served a moment later, and then nobody was asked. */
  @Test
  void whatIsNotServedIsNotCovered() {
    api.rights.add("ada pods default");
    var granted = ask(SHIP, POD);
    assertThat(covers(granted, PODS)).isTrue();
    assertThat(covers(granted, new Api.Kind("example.com", "v1", "ships", true))).isFalse();
  }

  @Test
  void whereNobodyIsCheckedNobodyIsAsked() {
    var unchecked = new Permits(api, loop, mirror, false, Predecessors.NONE);
    unchecked.ask(GANG, Map.of(), List.of(POD), told::add);
    assertThat(covers(told.getFirst(), PODS)).isTrue();
    assertThat(api.writes).isEmpty();
  }
}
