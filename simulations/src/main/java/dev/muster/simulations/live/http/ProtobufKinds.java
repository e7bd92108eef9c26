package dev.muster.simulations.live.http;

import dev.muster.simulations.live.http.Protobuf.Type;
import java.util.Map;
import java.util.Optional;

/** The fields, by number, of the kinds that kubectl's own commands send as protobuf. */
final class ProtobufKinds {
  /** In the notation of {@link ProtobufTable}; numbers are those of Kubernetes' .proto files. */
  private static final String TABLE =
      """
      ObjectMeta: name 1 text, generateName 2 text, namespace 3 text, selfLink 4 -, uid 5 text,
        resourceVersion 6 text, generation 7 number, creationTimestamp 8 -, deletionTimestamp 9 -,
        deletionGracePeriodSeconds 10 -, labels 11 {text}, annotations 12 {text},
        ownerReferences 13 [OwnerReference], finalizers 14 [text], managedFields 17 -
      OwnerReference: kind 1 text, name 3 text, uid 4 text, apiVersion 5 text,
        controller 6 truth?, blockOwnerDeletion 7 truth?
      LabelSelector: matchLabels 1 {text}, matchExpressions 2 [LabelSelectorRequirement]
      LabelSelectorRequirement: key 1 text, operator 2 text, values 3 [text]
      LocalObjectReference: name 1 text
      ObjectReference: kind 1 text, namespace 2 text, name 3 text, uid 4 text, apiVersion 5 text,
        resourceVersion 6 text, fieldPath 7 text

      v1 Namespace: metadata 1 ObjectMeta, spec 2 NamespaceSpec, status 3 -
      NamespaceSpec: finalizers 1 [text]
      v1 ConfigMap: metadata 1 ObjectMeta, data 2 {text}, binaryData 3 {bytes}, immutable 4 truth?
      v1 Secret: metadata 1 ObjectMeta, data 2 {bytes}, type 3 text, stringData 4 {text},
        immutable 5 truth?
      v1 ServiceAccount: metadata 1 ObjectMeta, secrets 2 [ObjectReference],
        imagePullSecrets 3 [LocalObjectReference], automountServiceAccountToken 4 truth?
      v1 Service: metadata 1 ObjectMeta, spec 2 ServiceSpec, status 3 -
      ServiceSpec: ports 1 [ServicePort], selector 2 {text}, clusterIP 3 text, type 4 text,
        externalIPs 5 [text], sessionAffinity 7 text, loadBalancerIP 8 text,
        loadBalancerSourceRanges 9 [text], externalName 10 text, externalTrafficPolicy 11 text,
        healthCheckNodePort 12 number, publishNotReadyAddresses 13 truth, ipFamilyPolicy 17 text,
        clusterIPs 18 [text], ipFamilies 19 [text], allocateLoadBalancerNodePorts 20 truth?,
        loadBalancerClass 21 text, internalTrafficPolicy 22 text, trafficDistribution 23 text
      ServicePort: name 1 text, protocol 2 text, port 3 number, targetPort 4 amount,
        nodePort 5 number, appProtocol 6 text
      scheduling.k8s.io/v1 PriorityClass: metadata 1 ObjectMeta, value 2 number?,
        globalDefault 3 truth, description 4 text, preemptionPolicy 5 text

      batch/v1 Job: metadata 1 ObjectMeta, spec 2 JobSpec, status 3 -
      JobSpec: parallelism 1 number?, completions 2 number?, activeDeadlineSeconds 3 number?,
        selector 4 LabelSelector, manualSelector 5 truth?, template 6 PodTemplateSpec,
        backoffLimit 7 number?, ttlSecondsAfterFinished 8 number?, completionMode 9 text,
        suspend 10 truth?, podReplacementPolicy 14 text, managedBy 15 text
      apps/v1 Deployment: metadata 1 ObjectMeta, spec 2 DeploymentSpec, status 3 -
      DeploymentSpec: replicas 1 number?, selector 2 LabelSelector, template 3 PodTemplateSpec,
        strategy 4 DeploymentStrategy, minReadySeconds 5 number, revisionHistoryLimit 6 number?,
        paused 7 truth, progressDeadlineSeconds 9 number?
      DeploymentStrategy: type 1 text, rollingUpdate 2 RollingUpdateDeployment
      RollingUpdateDeployment: maxUnavailable 1 amount, maxSurge 2 amount
      PodTemplateSpec: metadata 1 ObjectMeta, spec 2 PodSpec
      PodSpec: containers 2 [Container], restartPolicy 3 text,
        terminationGracePeriodSeconds 4 number?, activeDeadlineSeconds 5 number?, dnsPolicy 6 text,
        nodeSelector 7 {text}, serviceAccountName 8 text, serviceAccount 9 text, nodeName 10 text,
        hostNetwork 11 truth, hostPID 12 truth, hostIPC 13 truth,
        imagePullSecrets 15 [LocalObjectReference], hostname 16 text, subdomain 17 text,
        schedulerName 19 text, initContainers 20 [Container],
        automountServiceAccountToken 21 truth?, priorityClassName 24 text
      Container: name 1 text, image 2 text, command 3 [text], args 4 [text], workingDir 5 text,
        ports 6 [ContainerPort], env 7 [EnvVar], resources 8 ResourceRequirements,
        terminationMessagePath 13 text, imagePullPolicy 14 text, stdin 16 truth, stdinOnce 17 truth,
        tty 18 truth, terminationMessagePolicy 20 text
      ContainerPort: name 1 text, hostPort 2 number, containerPort 3 number, protocol 4 text,
        hostIP 5 text
      EnvVar: name 1 text, value 2 text
      ResourceRequirements: limits 1 {<text>}, requests 2 {<text>}

      networking.k8s.io/v1 Ingress: metadata 1 ObjectMeta, spec 2 IngressSpec, status 3 -
      IngressSpec: defaultBackend 1 IngressBackend, tls 2 [IngressTLS], rules 3 [IngressRule],
        ingressClassName 4 text
      IngressTLS: hosts 1 [text], secretName 2 text
      IngressRule: host 1 text, ingressRuleValue 2 ~IngressRuleValue
      IngressRuleValue: http 1 HTTPIngressRuleValue
      HTTPIngressRuleValue: paths 1 [HTTPIngressPath]
      HTTPIngressPath: path 1 text, backend 2 IngressBackend, pathType 3 text
      IngressBackend: resource 3 TypedLocalObjectReference, service 4 IngressServiceBackend
      IngressServiceBackend: name 1 text, port 2 ServiceBackendPort
      ServiceBackendPort: name 1 text, number 2 number
      TypedLocalObjectReference: apiGroup 1 text, kind 2 text, name 3 text

      policy/v1 PodDisruptionBudget: metadata 1 ObjectMeta, spec 2 PodDisruptionBudgetSpec,
        status 3 -
      PodDisruptionBudgetSpec: minAvailable 1 amount, selector 2 LabelSelector,
        maxUnavailable 3 amount, unhealthyPodEvictionPolicy 4 text
      policy/v1 Eviction: metadata 1 ObjectMeta, deleteOptions 2 DeleteOptions
      DeleteOptions: gracePeriodSeconds 1 number?, preconditions 2 Preconditions,
        orphanDependents 3 truth?, propagationPolicy 4 text, dryRun 5 [text]
      Preconditions: uid 1 text, resourceVersion 2 text

      rbac.authorization.k8s.io/v1 Role: metadata 1 ObjectMeta, rules 2 [PolicyRule]
      rbac.authorization.k8s.io/v1 ClusterRole: metadata 1 ObjectMeta, rules 2 [PolicyRule],
        aggregationRule 3 AggregationRule
      rbac.authorization.k8s.io/v1 RoleBinding: metadata 1 ObjectMeta, subjects 2 [Subject],
        roleRef 3 RoleRef
      rbac.authorization.k8s.io/v1 ClusterRoleBinding: metadata 1 ObjectMeta, subjects 2 [Subject],
        roleRef 3 RoleRef
      PolicyRule: verbs 1 [text], apiGroups 2 [text], resources 3 [text], resourceNames 4 [text],
        nonResourceURLs 5 [text]
      AggregationRule: clusterRoleSelectors 1 [LabelSelector]
      Subject: kind 1 text, apiGroup 2 text, name 3 text, namespace 4 text
      RoleRef: apiGroup 1 text, kind 2 text, name 3 text

      authentication.k8s.io/v1 TokenRequest: metadata 1 ObjectMeta, spec 2 TokenRequestSpec,
        status 3 -
      TokenRequestSpec: audiences 1 [text], boundObjectRef 3 BoundObjectReference,
        expirationSeconds 4 number?
      BoundObjectReference: kind 1 text, apiVersion 2 text, name 3 text, uid 4 text
      authentication.k8s.io/v1 SelfSubjectReview: metadata 1 ObjectMeta, status 2 -
      authentication.k8s.io/v1 TokenReview: metadata 1 ObjectMeta, spec 2 TokenReviewSpec,
        status 3 -
      TokenReviewSpec: token 1 text, audiences 2 [text]

      authorization.k8s.io/v1 SelfSubjectAccessReview: metadata 1 ObjectMeta,
        spec 2 SelfSubjectAccessReviewSpec, status 3 -
      authorization.k8s.io/v1 SelfSubjectRulesReview: metadata 1 ObjectMeta,
        spec 2 SelfSubjectRulesReviewSpec, status 3 -
      authorization.k8s.io/v1 SubjectAccessReview: metadata 1 ObjectMeta,
        spec 2 SubjectAccessReviewSpec, status 3 -
      authorization.k8s.io/v1 LocalSubjectAccessReview: metadata 1 ObjectMeta,
        spec 2 SubjectAccessReviewSpec, status 3 -
      SelfSubjectRulesReviewSpec: namespace 1 text
      SelfSubjectAccessReviewSpec: resourceAttributes 1 ResourceAttributes,
        nonResourceAttributes 2 NonResourceAttributes
      SubjectAccessReviewSpec: resourceAttributes 1 ResourceAttributes,
        nonResourceAttributes 2 NonResourceAttributes, user 3 text, groups 4 [text],
        extra 5 {<[text]>}, uid 6 text
      ResourceAttributes: namespace 1 text, verb 2 text, group 3 text, version 4 text,
        resource 5 text, subresource 6 text, name 7 text
      NonResourceAttributes: path 1 text, verb 2 text
      """;

  private static final Map<String, Type.Message> KINDS = ProtobufTable.kinds(TABLE);

  private ProtobufKinds() {}

  /** The message of a kind, if it is one of these. */
  static Optional<Type.Message> message(String apiVersion, String kind) {
    return Optional.ofNullable(KINDS.get(apiVersion + " " + kind));
  }
}
