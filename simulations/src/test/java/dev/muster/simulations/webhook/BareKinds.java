package dev.muster.simulations.webhook;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.demand.Tree;
import dev.muster.simulations.live.objects.Trees;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of each kind that can be queued by itself, and how one tells that it runs. */
enum BareKinds {
  JOB("batch", "Job", 1, "1") {
    @Override
    String spec() {
      return job("2").indent(2);
    }

    @Override
    String state(Object object) {
      return String.valueOf(Trees.number(object, 0, "status", "ready"));
    }
  },
  PYTORCH_JOB("kubeflow.org", "PyTorchJob", 2, "True") {
    @Override
    String spec() {
      return """
        pytorchReplicaSpecs:
          Master: {replicas: 1, template: %1$s}
          Worker: {replicas: 1, template: %1$s}
      """
          .formatted(pod("pytorch"));
    }

    @Override
    String state(Object object) {
      return Trees.condition(object, "Running");
    }

    @Override
    String patch(boolean held) {
      return "{\"spec\":{\"runPolicy\":{\"suspend\":" + held + "}}}";
    }
  },
  JOB_SET("jobset.x-k8s.io", "JobSet", 2, "1 1") {
    @Override
    String spec() {
      return """
        replicatedJobs:
        - {name: driver, replicas: 1, template: {spec: {template: %1$s}}}
        - {name: workers, replicas: 1, template: {spec: {template: %1$s}}}
      """
          .formatted(pod("main"));
    }

    @Override
    String state(Object object) {
      var groups = Trees.maps(object, "status", "replicatedJobsStatus");
      return String.join(
          " ", groups.stream().map(group -> "" + Trees.number(group, 0, "ready")).toList());
    }
  },
  INFERENCE_SERVICE("serving.kserve.io", "InferenceService", 2, "True") {
    @Override
    String spec() {
      return """
        predictor:
          minReplicas: 2
          containers:
          - {name: kserve-container, image: model, resources: {requests: {cpu: "1", memory: 1Gi}}}
      """;
    }

    @Override
    String state(Object object) {
      return Trees.condition(object, "Ready");
    }

    @Override
    String patch(boolean held) {
      var value = held ? "\"true\"" : "null";
      return "{\"metadata\":{\"annotations\":{\"serving.kserve.io/stop\":" + value + "}}}";
    }

    @Override
    String admitted() {
      return "Resuming"; // to write more down would make all its pods anew
    }

    @Override
    boolean ends() {
      return false;
    }
  },
  RAY_CLUSTER("ray.io", "RayCluster", 2, "ready") {
    @Override
    String spec() {
      return ray("").indent(2);
    }

    @Override
    String state(Object object) {
      return Trees.text(object, "status", "state");
    }

    @Override
    boolean ends() {
      return false;
    }
  },
  RAY_JOB("ray.io", "RayJob", 2, "Running") {
    @Override
    String spec() {
      return """
        entrypoint: python tune.py
        shutdownAfterJobFinishes: true
        submitterPodTemplate:
          metadata: {annotations: {demo.muster.dev/run-seconds: "5"}}
          spec:
            restartPolicy: Never
            containers: [{name: submitter, image: ray, resources: {requests: {cpu: 500m}}}]
        rayClusterSpec:
      """
          + ray("").indent(4);
    }

    @Override
    String state(Object object) {
      return Trees.text(object, "status", "jobDeploymentStatus");
    }
  };

  private final BareKind kind;
  private final int pods;
  private final String running;

  BareKinds(String group, String kind, int pods, String running) {
    this.kind = BareKind.find(group, kind).orElseThrow();
    this.pods = pods;
    this.running = running;
  }

  BareKind kind() {
    return kind;
  }

  /** How many there are at least when it runs. */
  int pods() {
    return pods;
  }

  /** What {@link #state} says of one that runs. */
  String running() {
    return running;
  }

  /** As kubectl calls it. */
  String plural() {
    return kind.kind().toLowerCase(Locale.ROOT) + "s." + kind.group();
  }

  Tree tree(Map<String, @Nullable Object> object) {
    return Tree.lenient(object);
  }

  /** The object as it is sent; two CPUs are what it needs, of which the filler leaves one. */
  String text(String name) {
    return """
    apiVersion: %s
    kind: %s
    metadata: {name: %s, labels: {kueue.x-k8s.io/queue-name: team}}
    spec:
    """
            .formatted(kind.apiVersion(), kind.kind(), name)
        + spec();
  }

  /** A Job that leaves one of four CPUs. */
  static String filler(String name) {
    return """
    apiVersion: batch/v1
    kind: Job
    metadata: {name: %s, labels: {kueue.x-k8s.io/queue-name: team}}
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: main, image: work, resources: {requests: {cpu: "3"}}}]
    """
        .formatted(name);
  }

  private static String job(String cpu) {
    return """
    template:
      metadata: {annotations: {demo.muster.dev/run-seconds: "5"}}
      spec:
        restartPolicy: Never
        containers: [{name: main, image: work, resources: {requests: {cpu: "%s"}}}]
    """
        .formatted(cpu);
  }

  private static String pod(String container) {
    return "{metadata: {annotations: {demo.muster.dev/run-seconds: '5'}}, spec: {containers:"
        + " [{name: %s, image: work, resources: {requests: {cpu: '1'}}}]}}".formatted(container);
  }

  private static String ray(String more) {
    return """
    headGroupSpec:
      rayStartParams: {}
      template: {spec: {containers: [{name: head, image: "ray:2.52.1", resources: {requests: {cpu: "1"}}}]}}
    workerGroupSpecs:
    - groupName: small
      replicas: 1
      minReplicas: 1
      maxReplicas: 1
      rayStartParams: {}
      template: {spec: {containers: [{name: worker, image: "ray:2.52.1", resources: {requests: {cpu: "1"}}}]}}
    """
        + more;
  }

  abstract String spec();

  /** What it tells of itself. */
  abstract String state(Object object);

  /** A merge patch by which a user holds it or lets it go. */
  String patch(boolean held) {
    return "{\"spec\":{\"suspend\":" + held + "}}";
  }

  /** Whether it comes to an end by itself. */
  boolean ends() {
    return true;
  }

  /** The phase that is written on it once it runs. */
  String admitted() {
    return "Running";
  }
}
