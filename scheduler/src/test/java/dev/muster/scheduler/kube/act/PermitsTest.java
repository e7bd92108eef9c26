package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.FakeApi;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.act.Permits.Wrapped;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.rights.Permission;
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
  private static final Wrapped JOB = new Wrapped("batch/v1", "Job");
  private static final Wrapped POD = new Wrapped("v1", "Pod");
  private static final Wrapped SHIP = new Wrapped("example.com/v1", "Ship");
  private static final String ASKED_JOBS = "review ada jobs.batch default";
  private static final String ASKED_PODS = "review ada pods default";
  private static final String NO_PODS = "User ada is not authorized to create pods in default";

  private final ManualLoop loop = new ManualLoop();
  private final FakeApi api = new FakeApi(loop);
  private final Mirror mirror = new Mirror(loop, FaultToleranceDefaults.STANDARD, () -> {});
  private final Permits permits = new Permits(api, loop, mirror, true);
  private final List<Permission> told = new ArrayList<>();

  @BeforeEach
  void serve() {
    api.served.put("batch/v1 Job", new Api.Kind("batch", "v1", "jobs", true));
    api.served.put("v1 Pod", new Api.Kind("", "v1", "pods", true));
    mirror.feed(Kinds.GANGS).accept(new WatchEvent.Put(Objects.gang("g", "{}", 1)));
  }

  private static Map<String, @Nullable Object> submittedBy(String stamp) {
    return Map.of("metadata", Map.of("annotations", Map.of(User.ANNOTATION, stamp)));
  }

  private List<Permission> ask(Map<String, @Nullable Object> gang, Wrapped... wrapped) {
    told.clear();
    permits.ask(gang, "default", "uid-g", List.of(wrapped), told::add);
    loop.runFor(10);
    return told;
  }

  private List<Permission> ask(Wrapped... wrapped) {
    return ask(submittedBy("{\"username\":\"ada\"}"), wrapped);
  }

  /** As decisions see it. */
  private String denial() {
    return mirror.observe(loop.now()).gangs().get("uid-g").orElseThrow().observed().denial();
  }

  @Test
  void eachKindIsAskedAboutOnceAndThenRememberedForTenSeconds() {
    api.rights.add("ada jobs.batch default");
    api.rights.add("ada pods default");

    assertThat(ask(JOB, POD, JOB)).containsExactly(Permission.GRANTED);
    assertThat(ask(JOB)).containsExactly(Permission.GRANTED);
    assertThat(api.writes).containsExactly(ASKED_JOBS, ASKED_PODS);

    loop.runFor(10_000);
    assertThat(ask(JOB)).containsExactly(Permission.GRANTED);
    assertThat(api.writes).containsExactly(ASKED_JOBS, ASKED_PODS, ASKED_JOBS);
    assertThat(denial()).isEmpty();
  }

  @Test
  void noKeepsTheGangBackWithItsReasonForHalfAMinuteAndThenTwiceAsLongEachTime() {
    api.rights.add("ada jobs.batch default");
    for (long pause : new long[] {30_000, 60_000, 120_000, 240_000, 480_000, 480_000}) {
      assertThat(ask(JOB, POD)).containsExactly(Permission.DENIED);
      assertThat(denial()).isEqualTo(NO_PODS);
      loop.runFor(pause - 20);
      assertThat(denial()).isEqualTo(NO_PODS);
      loop.runFor(20);
      assertThat(denial()).isEmpty();
    }
  }

  @Test
  void rightThatWasTakenCountsAndOneThatIsGivenBackDoesToo() {
    api.rights.add("ada pods default");
    assertThat(ask(POD)).containsExactly(Permission.GRANTED);
    api.rights.clear();
    loop.runFor(10_000);
    assertThat(ask(POD)).containsExactly(Permission.DENIED);
    api.rights.add("ada pods default");
    assertThat(ask(POD)).containsExactly(Permission.GRANTED);
  }

  @Test
  void withoutAReadableSubmitterTheAnswerIsNoWithoutAQuestion() {
    for (var stamp :
        List.of("", "ada", "[]", "{}", "{\"username\":7}", "{\"username\":\"ada\",\"extra\":[]}")) {
      assertThat(ask(submittedBy(stamp), POD)).as(stamp).containsExactly(Permission.DENIED);
    }
    assertThat(ask(Map.of(), POD)).containsExactly(Permission.DENIED);
    assertThat(denial()).isEqualTo(Permits.NOT_RECORDED);
    assertThat(api.writes).isEmpty();
  }

  @Test
  void lostAnswerIsNeitherYesNorNo() {
    api.fate = (verb, ref) -> FakeApi.Fate.LOST;
    assertThat(ask(POD)).containsExactly(new Permission.Unknown("lost"));
    assertThat(denial()).isEmpty();
  }

  @Test
  void whatIsNotServedIsLeftToItsCreation() {
    api.rights.add("ada pods default");
    assertThat(ask(SHIP, POD)).containsExactly(Permission.GRANTED);
  }

  @Test
  void whereNobodyIsCheckedNobodyIsAsked() {
    var unchecked = new Permits(api, loop, mirror, false);
    unchecked.ask(Map.of(), "default", "uid-g", List.of(POD), told::add);
    assertThat(told).containsExactly(Permission.GRANTED);
    assertThat(api.writes).isEmpty();
  }
}
