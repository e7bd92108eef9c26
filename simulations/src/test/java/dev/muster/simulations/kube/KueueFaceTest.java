package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.simulations.live.cel.CelExpressions;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What clients of Kueue see of a scheduler, in virtual time: it follows, and nothing waits for it.
 */
final class KueueFaceTest {
  private static final String KUEUE = "kueue.x-k8s.io/v1beta1";
  private static final String WORKLOADS = "workloads.kueue.x-k8s.io.yaml";
  private static final String QUEUES = "localqueues.kueue.x-k8s.io.yaml";
  private static final String CLASSES = "workloadpriorityclasses.kueue.x-k8s.io.yaml";
  private static final String JOB =
      """
      {apiVersion: batch/v1, kind: Job,
       metadata: {name: %s, labels: {kueue.x-k8s.io/queue-name: lq%s}},
       spec: {template: {metadata: {annotations: {demo.muster.dev/run-seconds: "%d"}},
                spec: {restartPolicy: Never,
                       containers: [{name: main, image: work, resources: {requests: {cpu: "3"}}}]}}}}
      """;
  private static final String QUEUE =
      "{apiVersion: kueue.x-k8s.io/v1beta1, kind: LocalQueue, metadata: {name: %s},"
          + " spec: {clusterQueue: cluster-queue}}";

  private final Stage stage = Stage.of("1x4cpu");

  @BeforeEach
  void evaluateTheRulesOfDefinitions() {
    stage.store.expressions(new CelExpressions());
  }

  @AfterEach
  void watchdogFoundNothing() {
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  private void define(String... files) {
    for (var file : files) {
      stage.create(definition(file));
    }
  }

  private static Map<String, @Nullable Object> definition(String file) {
    var path = Path.of(System.getProperty("muster.root"), "manifests", "crds", "kueue", file);
    try {
      return Stage.yaml(Files.readString(path));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private void schedule(String identity) {
    stage.shell(identity).start();
    stage.seconds(1);
  }

  private void submit(String name, int seconds) {
    stage.create(JOB.formatted(name, "", seconds));
  }

  private List<Map<String, @Nullable Object>> workloads() {
    return stage.list(KUEUE, "Workload");
  }

  private Map<String, @Nullable Object> workload(String job) {
    return workloads().stream()
        .filter(workload -> owner(workload).equals(job))
        .findFirst()
        .orElseThrow();
  }

  private static String owner(Map<String, @Nullable Object> workload) {
    return Trees.text(Trees.maps(workload, "metadata", "ownerReferences").getFirst(), "name");
  }

  private String word(String job, String type) {
    return Trees.maps(workload(job), "status", "conditions").stream()
        .filter(condition -> Trees.text(condition, "type").equals(type))
        .map(c -> Trees.text(c, "status") + " " + Trees.text(c, "reason"))
        .findFirst()
        .orElse("");
  }

  private boolean isAdmitted(String job) {
    return !Trees.map(workload(job), "status", "admission").isEmpty();
  }

  private String phase(String job) {
    var object = stage.get("batch/v1", "Job", job);
    var text = Trees.text(object, "metadata", "annotations", "muster.dev/status");
    return Trees.text(Stage.yaml(text.isEmpty() ? "{}" : text), "phase");
  }

  private Stream<Change> writes(String kind) {
    return stage.changes.stream()
        .filter(change -> change.resource().kind().equals(kind))
        .filter(change -> change.user().equals(Stage.SCHEDULER));
  }

  @Test
  void aWorkloadAppearsFollowsItsJobAndGoesWithIt() {
    define(WORKLOADS, QUEUES);
    stage.create(QUEUE.formatted("lq"));
    schedule("one");
    submit("first", 60);
    stage.seconds(5);
    submit("second", 20);
    stage.seconds(5);

    assertThat(isAdmitted("first")).isTrue();
    assertThat(word("first", "Admitted")).isEqualTo("True Admitted");
    assertThat(Trees.text(workload("first"), "status", "admission", "clusterQueue"))
        .isEqualTo("cluster-queue");
    assertThat(isAdmitted("second")).isFalse();
    assertThat(word("second", "QuotaReserved")).isEqualTo("False TopologyPlacementFailed");
    assertThat(Trees.text(workload("second"), "spec", "queueName")).isEqualTo("lq");
    stage.seconds(60);
    assertThat(word("first", "Finished")).isEqualTo("True Succeeded");
    assertThat(isAdmitted("second")).isTrue();
    stage.delete("batch/v1", "Job", "first");
    stage.seconds(2);
    assertThat(workloads()).extracting(KueueFaceTest::owner).containsExactly("second");
  }

  /** Counted as they are sent: one that changes nothing would be stored by nobody. */
  @Test
  void itIsWrittenWhenItChangesAndNeitherInTimeNorByWhoLeadsNext() {
    define(WORKLOADS, QUEUES);
    stage.create(QUEUE.formatted("lq"));
    int[] sent = {0};
    var life = new Life(stage.loop, counting(sent, call -> true), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.seconds(1);
    submit("first", 100_000);
    stage.seconds(5);
    submit("second", 100_000);
    stage.seconds(30);
    int before = sent[0];
    assertThat(before).isBetween(4, 6);
    stage.seconds(600);
    assertThat(sent[0]).isEqualTo(before);
    life.kill();
    var next = new Life(stage.loop, counting(sent, call -> true), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("two", next).start();
    stage.seconds(600);

    assertThat(sent[0]).isEqualTo(before);
    assertThat(isAdmitted("first")).isTrue();
  }

  @Test
  void whatOthersMakeOfItIsPutRightInTheNextSweepAndDecidesNothing() {
    define(WORKLOADS);
    schedule("one");
    submit("first", 100_000);
    stage.seconds(5);
    submit("second", 100_000);
    stage.seconds(5);
    var before = workload("second");
    var name = Trees.name(before);
    stage.patch(
        KUEUE,
        "Workload",
        name,
        "status",
        "{status: {admission: {clusterQueue: mine, podSetAssignments: [{name: main}]}}}");
    stage.patch(
        KUEUE,
        "Workload",
        name,
        "",
        "{metadata: {labels: null, ownerReferences: null}, spec: {queueName: b, priority: 9}}");
    long written = writes("Workload").count();
    stage.seconds(130);

    assertThat(said(workload("second"))).isEqualTo(said(before));
    assertThat(phase("second")).isEqualTo("Suspended");
    assertThat(writes("Workload").count()).isEqualTo(written + 2);
    stage.delete(KUEUE, "Workload", name);
    stage.seconds(130);
    assertThat(said(workload("second"))).isEqualTo(said(before));
    assertThat(writes("Workload").count()).isEqualTo(written + 4);
    stage.seconds(600);
    assertThat(writes("Workload").count()).isEqualTo(written + 4);
  }

  private static List<@Nullable Object> said(Map<String, @Nullable Object> workload) {
    return List.of(
        Trees.map(workload, "metadata", "labels"),
        Trees.maps(workload, "metadata", "ownerReferences"),
        Trees.map(workload, "spec"),
        Trees.map(workload, "status"));
  }

  @Test
  void whereTheyAreKueuesOwnNothingIsWritten() {
    var kueues = definition(WORKLOADS);
    Trees.map(kueues, "metadata", "labels").put("app.kubernetes.io/name", "kueue");
    stage.create(kueues);
    var unlabelled = definition(QUEUES);
    Trees.map(unlabelled, "metadata").remove("labels");
    stage.create(unlabelled);
    stage.create(QUEUE.formatted("lq"));
    schedule("one");
    submit("first", 10);
    stage.seconds(200);

    assertThat(workloads()).isEmpty();
    assertThat(writes("LocalQueue")).isEmpty();
    assertThat(phase("first")).isEqualTo("Succeeded");
  }

  @Test
  void whatIsInstalledLaterIsFoundAndWhatBecomesKueuesIsLeftAlone() {
    schedule("one");
    submit("first", 100_000);
    stage.seconds(30);
    define(WORKLOADS);
    stage.seconds(90);
    assertThat(isAdmitted("first")).isTrue();
    stage.patch(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "workloads.kueue.x-k8s.io",
        "",
        "{metadata: {labels: {app.kubernetes.io/name: kueue}}}");
    define(QUEUES);
    stage.create(QUEUE.formatted("lq"));
    stage.seconds(90);
    assertThat(counts("lq")).isEqualTo("0 1 1");
    stage.patch(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "localqueues.kueue.x-k8s.io",
        "",
        "{metadata: {labels: {app.kubernetes.io/name: kueue}}}");
    stage.seconds(90);
    long written = writes("Workload").count();
    submit("second", 100_000);
    stage.delete(KUEUE, "Workload", Trees.name(workload("first")));
    stage.seconds(200);

    assertThat(phase("second")).isEqualTo("Suspended");
    assertThat(writes("Workload").count()).isEqualTo(written);
    assertThat(counts("lq")).as("not told of the second").isEqualTo("0 1 1");
  }

  /**
   * The stage's server, where writes of Workloads are counted, and refused unless they may be; what
   * is asked about is the kind and the place.
   */
  @SuppressWarnings("unchecked")
  private Api counting(int[] sent, Predicate<String> allowed) {
    var api = stage.api();
    return (Api)
        Proxy.newProxyInstance(
            Api.class.getClassLoader(),
            new Class<?>[] {Api.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("ranked")) {
                return proxy;
              }
              boolean writes =
                  List.of("create", "patch").contains(method.getName())
                      && arguments[0].toString().contains("workloads");
              if (writes) {
                sent[0]++;
              }
              if (writes && !allowed.test(List.of(arguments[0], arguments[1]).toString())) {
                var answer = new Api.Answer.Refused(403, "Forbidden", "no right to it", 0);
                var then = (Consumer<Api.Answer>) arguments[arguments.length - 1];
                stage.loop.post(() -> then.accept(answer));
                return null;
              }
              return method.invoke(api, arguments);
            });
  }

  @Test
  void whereItMayNotBeWrittenGangsRunAllTheSameAndItIsTriedSeldom() {
    define(WORKLOADS);
    int[] refused = {0};
    boolean[] open = {false};
    var life =
        new Life(stage.loop, counting(refused, call -> open[0]), 0, Life.Moment.BEFORE_SENDING);
    var shell = stage.shell("one", life);
    shell.start();
    for (int i = 0; i < 20; i++) {
      submit("job-" + i, 5);
    }
    stage.seconds(400);

    assertThat(stage.list("batch/v1", "Job"))
        .allSatisfy(job -> assertThat(phase(Trees.name(job))).isEqualTo("Succeeded"));
    assertThat(workloads()).isEmpty();
    assertThat(refused[0]).isBetween(2, 28);
    assertThat(shell.failedProjections()).isEqualTo(refused[0]);
    open[0] = true;
    stage.seconds(90);
    assertThat(workloads()).hasSize(20);
    assertThat(word("job-19", "Finished")).isEqualTo("True Succeeded");
  }

  @Test
  void aNamespaceThatRefusesThemHindersNoOther() {
    define(WORKLOADS);
    stage.create("{apiVersion: v1, kind: Namespace, metadata: {name: closed}}");
    int[] sent = {0};
    Predicate<String> allowed = call -> !call.contains("closed");
    var life = new Life(stage.loop, counting(sent, allowed), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.seconds(1);
    for (int i = 0; i < 10; i++) {
      var job = Stage.yaml(JOB.formatted("job-" + i, "", 5));
      Trees.map(job, "metadata").put("namespace", "closed");
      stage.create(job);
    }
    stage.seconds(130);
    submit("open", 5);
    stage.seconds(20);

    assertThat(workloads()).extracting(KueueFaceTest::owner).containsExactly("open");
    assertThat(word("open", "Finished")).isEqualTo("True Succeeded");
    int before = sent[0];
    stage.seconds(300);
    assertThat(sent[0] - before).as("one in each sweep").isBetween(4, 6);
  }

  @Test
  void aLocalQueueIsToldHowManyWaitAndRunAndSeldom() {
    define(WORKLOADS, QUEUES);
    schedule("one");
    stage.create(QUEUE.formatted("lq"));
    stage.create(QUEUE.formatted("other"));
    stage.seconds(2);
    assertThat(counts("lq")).isEqualTo("0 0 0");
    assertThat(stage.get(KUEUE, "LocalQueue", "lq"))
        .extracting(queue -> Trees.map(queue, "status").get("flavors"))
        .isEqualTo(List.of());
    submit("first", 100);
    submit("second", 10);
    submit("third", 10);
    var elsewhere = Stage.yaml(JOB.formatted("elsewhere", "", 10));
    Trees.map(elsewhere, "spec").put("managedBy", "kueue.x-k8s.io/multikueue");
    stage.create(elsewhere);
    stage.seconds(15);
    assertThat(counts("lq")).isEqualTo("2 1 1");
    assertThat(counts("other")).isEqualTo("0 0 0");
    stage.seconds(300);
    assertThat(counts("lq")).isEqualTo("0 0 0");
    var condition =
        Trees.maps(stage.get(KUEUE, "LocalQueue", "lq"), "status", "conditions").getFirst();
    assertThat(Trees.text(condition, "type") + Trees.text(condition, "status"))
        .isEqualTo("ActiveTrue");
    long written = writes("LocalQueue").count();
    assertThat(written).isLessThan(10);
    stage.seconds(600);
    assertThat(writes("LocalQueue").count()).isEqualTo(written);
    stage.patch(KUEUE, "LocalQueue", "lq", "status", "{status: {pendingWorkloads: 77}}");
    stage.seconds(90);
    assertThat(counts("lq")).isEqualTo("0 0 0");
    assertThat(writes("LocalQueue").count()).isEqualTo(written + 1);
  }

  private String counts(String queue) {
    var status = Trees.map(stage.get(KUEUE, "LocalQueue", queue), "status");
    return "%s %s %s"
        .formatted(
            status.get("pendingWorkloads"),
            status.get("reservingWorkloads"),
            status.get("admittedWorkloads"));
  }

  @Test
  void theClassThatAJobNamesDecidesWhoIsNext() {
    define(CLASSES);
    stage.create(
        "{apiVersion: kueue.x-k8s.io/v1beta1, kind: WorkloadPriorityClass,"
            + " metadata: {name: high}, value: 100}");
    schedule("one");
    submit("first", 30);
    stage.seconds(2);
    submit("second", 1_000);
    stage.seconds(2);
    stage.create(JOB.formatted("none", ", kueue.x-k8s.io/priority-class: none", 1_000));
    stage.create(JOB.formatted("third", ", kueue.x-k8s.io/priority-class: high", 10));
    stage.create(JOB.formatted("late", ", kueue.x-k8s.io/priority-class: late", 20));
    stage.seconds(2);
    stage.create(
        "{apiVersion: kueue.x-k8s.io/v1beta1, kind: WorkloadPriorityClass,"
            + " metadata: {name: late}, value: 50}");
    stage.seconds(150);

    assertThat(List.of(phase("third"), phase("late"))).containsOnly("Succeeded");
    assertThat(phase("second")).isEqualTo("Running");
    assertThat(phase("none")).isEqualTo("Suspended");
    var started =
        stage.changes.stream()
            .filter(change -> change.resource().kind().equals("Pod"))
            .filter(change -> change.type() == ChangeType.ADDED)
            .map(change -> Trees.text(change.object(), "metadata", "labels", "job-name"))
            .toList();
    assertThat(started).containsExactly("first", "third", "late", "second");
  }
}
