package dev.muster.simulations.kube;

/** AppWrappers as people write them. */
final class Gangs {
  private static final String SETTINGS = "workload.codeflare.dev.appwrapper/";

  private Gangs() {}

  /** A RayCluster of one head and equal workers, whose pods run for so many seconds. */
  static String ray(String name, int workers, int gpus, String seconds) {
    return ray(name, workers, gpus, seconds, "");
  }

  /** The same, of a PriorityClass. */
  static String ray(String name, int workers, int gpus, String seconds, String priorityClass) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata: {name: %1$s}
    spec:
      components:
      - template:
          apiVersion: ray.io/v1
          kind: RayCluster
          metadata: {name: %1$s}
          spec:
            headGroupSpec:
              rayStartParams: {}
              template:
                metadata: {annotations: {demo.muster.dev/run-seconds: '%4$s'}}
                spec:
                  priorityClassName: '%5$s'
                  containers: [{name: head, image: ray, resources: {requests: {cpu: 1}}}]
            workerGroupSpecs:
            - groupName: gpu
              replicas: %2$d
              minReplicas: %2$d
              maxReplicas: %2$d
              rayStartParams: {}
              template:
                metadata: {annotations: {demo.muster.dev/run-seconds: '%4$s'}}
                spec:
                  containers:
                  - {name: worker, image: ray, resources: {limits: {nvidia.com/gpu: %3$d}}}
    """
        .formatted(name, workers, gpus, seconds, priorityClass);
  }

  /** A Job whose pod fails after two seconds; the gang is tried once more. */
  static String failingJob(String name) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata:
      name: %1$s
      annotations:
        %2$sretryLimit: '1'
        %2$sretryPausePeriodDuration: 1s
        %2$sfailureGracePeriodDuration: 1s
    spec:
      components:
      - template:
          apiVersion: batch/v1
          kind: Job
          metadata: {name: %1$s}
          spec:
            backoffLimit: 0
            template:
              metadata: {annotations: {demo.muster.dev/run-seconds: '2', demo.muster.dev/exit-code: '3'}}
              spec:
                restartPolicy: Never
                containers: [{name: main, image: x, resources: {requests: {cpu: 1}}}]
    """
        .formatted(name, SETTINGS);
  }

  /** A Deployment whose name is made up, of a kind that is not watched, and a RayCluster. */
  static String service(String name) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata: {name: %1$s}
    spec:
      components:
      - template:
          apiVersion: apps/v1
          kind: Deployment
          metadata: {generateName: %1$s-}
          spec:
            replicas: 1
            selector: {matchLabels: {app: %1$s}}
            template:
              metadata: {labels: {app: %1$s}}
              spec:
                containers: [{name: main, image: x, resources: {requests: {cpu: 1}}}]
      - template:
          apiVersion: ray.io/v1
          kind: RayCluster
          metadata: {name: %1$s}
          spec:
            headGroupSpec:
              rayStartParams: {}
              template:
                spec:
                  containers: [{name: head, image: ray, resources: {requests: {cpu: 1}}}]
    """
        .formatted(name);
  }

  /** A RayJob with the submitter that Ray's operator makes, which carries no label of anybody. */
  static String rayJob(String name) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata: {name: %1$s}
    spec:
      components:
      - template:
          apiVersion: ray.io/v1
          kind: RayJob
          metadata: {name: %1$s, annotations: {demo.muster.dev/run-seconds: '8'}}
          spec:
            entrypoint: python train.py
            shutdownAfterJobFinishes: true
            rayClusterSpec:
              headGroupSpec:
                rayStartParams: {}
                template:
                  spec:
                    containers: [{name: head, image: ray, resources: {requests: {cpu: 1}}}]
              workerGroupSpecs:
              - groupName: w
                replicas: 1
                minReplicas: 1
                maxReplicas: 1
                rayStartParams: {}
                template:
                  spec:
                    containers: [{name: worker, image: ray, resources: {requests: {cpu: 1}}}]
    """
        .formatted(name);
  }
}
