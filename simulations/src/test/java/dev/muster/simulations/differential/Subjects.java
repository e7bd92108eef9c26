package dev.muster.simulations.differential;

import java.util.List;

/** The kinds that matter here, with what is usual and what is wrong for each. */
final class Subjects {
  private static final String CONTAINER = "{name: main, image: none}";

  static final Subject CONFIG_MAP =
      new Subject(
          "ConfigMap",
          "v1",
          "/api/v1/namespaces/{ns}/configmaps",
          List.of(
              "{data: {a: '1', b: two}}",
              "{}",
              "{immutable: true, data: {a: x}}",
              "{binaryData: {z: aGVsbG8=}}"),
          List.of(
              "{data: {a: '2'}}",
              "{data: {c: new}}",
              "{data: {a: null}}",
              "{immutable: true}",
              "{data: null}"),
          List.of(
              "{data: {a: 1}}",
              "{data: [x]}",
              "{data: {'bad key': x}}",
              "{binaryData: {z: '!!'}}",
              "{immutable: maybe}",
              "{data: x}"),
          List.of(),
          false);

  static final Subject LEASE =
      new Subject(
          "Lease",
          "coordination.k8s.io/v1",
          "/apis/coordination.k8s.io/v1/namespaces/{ns}/leases",
          List.of(
              "{spec: {holderIdentity: me, leaseDurationSeconds: 15, leaseTransitions: 0}}",
              "{spec: {holderIdentity: me, leaseDurationSeconds: 15, acquireTime: '2026-01-01T00:00:00.000000Z', renewTime: '2026-01-01T00:00:00.000000Z'}}",
              "{}"),
          List.of(
              "{spec: {holderIdentity: you}}",
              "{spec: {leaseTransitions: 2}}",
              "{spec: {holderIdentity: null}}"),
          List.of(
              "{spec: {leaseDurationSeconds: many}}",
              "{spec: {leaseDurationSeconds: -1}}",
              "{spec: {leaseDurationSeconds: 0}}",
              "{spec: {renewTime: yesterday}}",
              "{spec: [a]}",
              "{spec: {leaseTransitions: -1}}"),
          List.of(),
          false);

  static final Subject NODE =
      new Subject(
          "Node",
          "v1",
          "/api/v1/nodes",
          List.of(
              "{}",
              "{spec: {unschedulable: true}}",
              "{spec: {taints: [{key: a, value: b, effect: NoSchedule}]}, status: {capacity: {cpu: '8', memory: 16Gi}, allocatable: {cpu: '8', memory: 16Gi}}}"),
          List.of(
              "{spec: {unschedulable: true}}",
              "{spec: {unschedulable: null}}",
              "{spec: {taints: [{key: gpu, effect: NoExecute}]}}"),
          List.of(
              "{spec: {unschedulable: 3}}",
              "{spec: {taints: [{key: a, effect: Never}]}}",
              "{spec: {taints: [{effect: NoSchedule}]}}",
              "{spec: {podCIDR: {a: b}}}"),
          List.of(
              "{status: {capacity: {cpu: 4, pods: '10'}}}",
              "{status: {conditions: [{type: Ready, status: 'True', reason: Up, message: fine}]}}"),
          false);

  static final Subject POD =
      new Subject(
          "Pod",
          "v1",
          "/api/v1/namespaces/{ns}/pods",
          List.of(
              "{spec: {automountServiceAccountToken: false, containers: [" + CONTAINER + "]}}",
              "{spec: {automountServiceAccountToken: false, nodeName: node-1, containers: ["
                  + CONTAINER
                  + "]}}",
              "{spec: {automountServiceAccountToken: false, schedulingGates: [{name: example.com/hold}], containers: ["
                  + CONTAINER
                  + "]}}",
              "{spec: {automountServiceAccountToken: false, restartPolicy: Never, containers: [{name: main, image: 'x:1', command: [sleep], env: [{name: A, value: b}], resources: {requests: {cpu: 0.5, memory: 64Mi}, limits: {cpu: 1, memory: 128Mi, nvidia.com/gpu: 1}}}]}}"),
          List.of(
              "{spec: {activeDeadlineSeconds: 30}}",
              "{metadata: {labels: {tier: front}}}",
              "{spec: {schedulingGates: []}}",
              "{spec: {containers: [{name: main, image: 'other:2'}]}}",
              "{metadata: {finalizers: [example.com/wait]}}",
              "{metadata: {finalizers: null}}"),
          List.of(
              "{spec: {containers: []}}",
              "{spec: {containers: [{image: none}]}}",
              "{spec: {containers: [{name: Main, image: none}]}}",
              "{spec: {containers: {name: main}}}",
              "{spec: {restartPolicy: Sometimes}}",
              "{spec: {nodeName: other}}",
              "{spec: {containers: [{name: main, image: none, resources: {requests: {cpu: lots}}}]}}",
              "{spec: {containers: [{name: main, image: none, resources: {requests: {cpu: '2'}, limits: {cpu: '1'}}}]}}",
              "{spec: {containers: [{name: main, image: none}, {name: main, image: none}]}}",
              "{spec: {priorityClassName: none-such}}",
              "{spec: {activeDeadlineSeconds: -1}}",
              "{spec: {schedulingGates: [{name: example.com/late}]}}",
              "{spec: {containers: [{name: main}]}}",
              "{spec: {terminationGracePeriodSeconds: soon}}"),
          List.of(
              "{status: {phase: Running}}",
              "{status: {phase: Succeeded}}",
              "{status: {conditions: [{type: Ready, status: 'True'}]}}",
              "{status: {podIP: 10.0.0.9, podIPs: [{ip: 10.0.0.9}]}}",
              "{status: {phase: Failed, reason: Evicted, message: no room}}"),
          false);

  static final Subject JOB =
      new Subject(
          "Job",
          "batch/v1",
          "/apis/batch/v1/namespaces/{ns}/jobs",
          List.of(
              "{spec: {template: {spec: {restartPolicy: Never, containers: [" + CONTAINER + "]}}}}",
              "{spec: {suspend: true, parallelism: 2, completions: 4, backoffLimit: 1, template: {metadata: {labels: {app: x}}, spec: {restartPolicy: OnFailure, containers: ["
                  + CONTAINER
                  + "]}}}}",
              "{spec: {suspend: true, completionMode: Indexed, completions: 2, template: {spec: {restartPolicy: Never, containers: [{name: main, image: none, resources: {requests: {cpu: 100m}}}]}}}}"),
          List.of(
              "{spec: {suspend: true}}",
              "{spec: {suspend: false}}",
              "{spec: {parallelism: 3}}",
              "{spec: {activeDeadlineSeconds: 60}}",
              "{spec: {ttlSecondsAfterFinished: 10}}",
              "{spec: {backoffLimit: 2}}"),
          List.of(
              "{spec: {template: {spec: {restartPolicy: Always}}}}",
              "{spec: {template: {spec: {containers: []}}}}",
              "{spec: {parallelism: -1}}",
              "{spec: {parallelism: two}}",
              "{spec: {completions: 9}}",
              "{spec: {template: {spec: {nodeName: x}}}}",
              "{spec: {completionMode: Odd}}",
              "{spec: {backoffLimit: -1}}"),
          List.of(
              "{status: {active: 1}}",
              "{status: {startTime: '2026-01-01T00:00:00Z', active: 2, ready: 1}}"),
          false);

  static final Subject EVENT =
      new Subject(
          "Event",
          "v1",
          "/api/v1/namespaces/{ns}/events",
          List.of(
              "{involvedObject: {kind: Pod, name: a, namespace: '{ns}'}, reason: Tried, message: it was tried, type: Normal, count: 1, source: {component: test}, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z'}",
              "{involvedObject: {kind: Pod, name: a, namespace: '{ns}'}}"),
          List.of("{count: 2}", "{message: again}", "{type: Warning}"),
          List.of(
              "{count: x}",
              "{involvedObject: {namespace: other}}",
              "{involvedObject: x}",
              "{eventTime: noon}"),
          List.of(),
          false);

  static final Subject GANG =
      new Subject(
          "AppWrapper",
          "workload.codeflare.dev/v1beta2",
          "/apis/workload.codeflare.dev/v1beta2/namespaces/{ns}/appwrappers",
          List.of(
              "{spec: {components: [{template: {apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {a: b}}}]}}",
              "{spec: {suspend: true, components: [{podSets: [{replicas: 2, path: template.spec.template}], template: {apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {anything: [1, 2.5, null]}}}]}}"),
          List.of(
              "{spec: {suspend: true}}",
              "{spec: {suspend: false}}",
              "{spec: {suspend: null}}",
              "{metadata: {finalizers: [workload.codeflare.dev/finalizer]}}",
              "{metadata: {finalizers: null}}"),
          List.of(
              "{spec: {suspend: sure}}",
              "{spec: {components: none}}",
              "{spec: {components: [{podSets: [{replicas: two}]}]}}",
              "{spec: {nonsense: 1}}",
              "{spec: null}",
              "{spec: {components: [{}]}}"),
          List.of(
              "{status: {phase: Suspended}}",
              "{status: {phase: Running, resettingCount: 1}}",
              "{status: {conditions: [{type: QuotaReserved, status: 'True', reason: r, message: m, lastTransitionTime: '2026-01-01T00:00:00Z'}]}}",
              "{status: {phase: Odd}}",
              "{status: {nonsense: 1}}"),
          false);

  static final Subject CLUSTER =
      new Subject(
          "Cluster",
          "muster.dev/v1",
          "/apis/muster.dev/v1/clusters",
          List.of("{spec: {}}", "{}"),
          List.of("{metadata: {annotations: {note: x}}}"),
          List.of("{spec: 3}", "{spec: {nonsense: {a: b}}}"),
          List.of("{status: {ledger: {term: 1}}}", "{status: {ledger: {term: many}}}"),
          false);

  static final Subject RAY_CLUSTER =
      new Subject(
          "RayCluster",
          "ray.io/v1",
          "/apis/ray.io/v1/namespaces/{ns}/rayclusters",
          List.of(
              "{spec: {headGroupSpec: {rayStartParams: {}, template: {spec: {containers: ["
                  + CONTAINER
                  + "]}}}}}",
              "{spec: {rayVersion: 2.52.1, headGroupSpec: {rayStartParams: {num-gpus: '0'}, template: {spec: {containers: [{name: head, image: ray, resources: {limits: {cpu: 2, memory: 8G}}}]}}}, workerGroupSpecs: [{groupName: w, replicas: 2, minReplicas: 2, maxReplicas: 2, rayStartParams: {}, template: {spec: {containers: ["
                  + CONTAINER
                  + "]}}}]}}"),
          List.of(
              "{spec: {suspend: true}}",
              "{spec: {suspend: false}}",
              "{spec: {enableInTreeAutoscaling: true}}"),
          List.of(
              "{spec: {headGroupSpec: 1}}",
              "{spec: {workerGroupSpecs: [{replicas: x}]}}",
              "{spec: {suspend: 1}}"),
          List.of("{status: {state: ready, desiredWorkerReplicas: 2}}", "{status: {state: 5}}"),
          false);

  static final Subject DEPLOYMENT =
      new Subject(
          "Deployment",
          "apps/v1",
          "/apis/apps/v1/namespaces/{ns}/deployments",
          List.of(
              "{spec: {replicas: 2, selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, spec: {containers: ["
                  + CONTAINER
                  + "]}}}}",
              "{spec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, spec: {containers: ["
                  + CONTAINER
                  + "]}}}}"),
          List.of("{spec: {replicas: 3}}", "{spec: {paused: true}}"),
          List.of(
              "{spec: {replicas: -1}}",
              "{spec: {selector: {matchLabels: {app: y}}}}",
              "{spec: {template: {metadata: {labels: {app: z}}}}}",
              "{spec: {replicas: x}}"),
          List.of("{status: {replicas: 1, readyReplicas: 1}}"),
          true);

  static final Subject DEFINITION =
      new Subject(
          "CustomResourceDefinition",
          "apiextensions.k8s.io/v1",
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
          List.of(
              "{spec: {group: '{t}.example.com', scope: Namespaced, names: {plural: PLURAL, kind: KIND}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer, minimum: 1, default: 1}, mode: {type: string, enum: [A, B]}, name: {type: string, maxLength: 5, pattern: '^[a-z]+$'}, list: {type: array, maxItems: 2, items: {type: string}}}}, status: {type: object, properties: {size: {type: integer}}}}}}, subresources: {status: {}, scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}}}]}}"),
          List.of("{spec: {names: {shortNames: [th]}}}"),
          List.of(
              "{spec: {scope: Odd}}",
              "{spec: {versions: []}}",
              "{spec: {group: other.example.com}}",
              "{spec: {names: null}}",
              "{spec: 3}"),
          List.of(),
          false);

  static final List<Subject> ALL =
      List.of(CONFIG_MAP, POD, NODE, JOB, LEASE, EVENT, GANG, CLUSTER, RAY_CLUSTER, DEPLOYMENT);

  private Subjects() {}
}
