package dev.muster.simulations.live.http;

import dev.muster.simulations.live.http.Protobuf.Field;
import dev.muster.simulations.live.http.Protobuf.Type;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The fields, by number, of the kinds that kubectl's own commands send as protobuf. */
final class ProtobufKinds {
  private static final Type TEXT = new Type.Text();
  private static final Type TEXTS = new Type.Repeated(TEXT);
  private static final Type TEXT_BY_TEXT = new Type.Table(TEXT);
  private static final Type BYTES_BY_TEXT = new Type.Table(new Type.Bytes());
  private static final Type NUMBER = new Type.Whole(false);
  private static final Type OPTIONAL_NUMBER = new Type.Whole(true);
  private static final Type TRUTH = new Type.Truth();
  private static final Type IGNORED = new Type.Ignored();
  private static final Type QUANTITIES = new Type.Table(new Type.Wrapped(TEXT));

  private static final Type METADATA =
      message(
          field(1, "name", TEXT),
          field(2, "generateName", TEXT),
          field(3, "namespace", TEXT),
          field(4, "selfLink", IGNORED),
          field(5, "uid", TEXT),
          field(6, "resourceVersion", TEXT),
          field(7, "generation", NUMBER),
          field(8, "creationTimestamp", IGNORED),
          field(9, "deletionTimestamp", IGNORED),
          field(10, "deletionGracePeriodSeconds", IGNORED),
          field(11, "labels", TEXT_BY_TEXT),
          field(12, "annotations", TEXT_BY_TEXT),
          field(14, "finalizers", TEXTS),
          field(17, "managedFields", IGNORED));

  private static final Type NAMED = message(field(1, "name", TEXT));

  private static final Type CONTAINER =
      message(
          field(1, "name", TEXT),
          field(2, "image", TEXT),
          field(3, "command", TEXTS),
          field(4, "args", TEXTS),
          field(5, "workingDir", TEXT),
          field(
              6,
              "ports",
              new Type.Repeated(
                  message(
                      field(1, "name", TEXT),
                      field(2, "hostPort", NUMBER),
                      field(3, "containerPort", NUMBER),
                      field(4, "protocol", TEXT),
                      field(5, "hostIP", TEXT)))),
          field(
              8,
              "resources",
              message(field(1, "limits", QUANTITIES), field(2, "requests", QUANTITIES))),
          field(13, "terminationMessagePath", TEXT),
          field(14, "imagePullPolicy", TEXT),
          field(16, "stdin", TRUTH),
          field(17, "stdinOnce", TRUTH),
          field(18, "tty", TRUTH),
          field(20, "terminationMessagePolicy", TEXT));

  private static final Type POD =
      message(
          field(2, "containers", new Type.Repeated(CONTAINER)),
          field(3, "restartPolicy", TEXT),
          field(4, "terminationGracePeriodSeconds", OPTIONAL_NUMBER),
          field(5, "activeDeadlineSeconds", OPTIONAL_NUMBER),
          field(6, "dnsPolicy", TEXT),
          field(7, "nodeSelector", TEXT_BY_TEXT),
          field(8, "serviceAccountName", TEXT),
          field(9, "serviceAccount", TEXT),
          field(10, "nodeName", TEXT),
          field(11, "hostNetwork", TRUTH),
          field(12, "hostPID", TRUTH),
          field(13, "hostIPC", TRUTH),
          field(16, "hostname", TEXT),
          field(17, "subdomain", TEXT),
          field(19, "schedulerName", TEXT),
          field(24, "priorityClassName", TEXT));

  private static final Type TEMPLATE =
      message(field(1, "metadata", METADATA), field(2, "spec", POD));

  private static final Map<String, Type.Message> KINDS = kinds();

  private ProtobufKinds() {}

  /** The message of a kind, if it is one of these. */
  static Optional<Type.Message> message(String apiVersion, String kind) {
    return Optional.ofNullable(KINDS.get(apiVersion + "/" + kind));
  }

  private static Map<String, Type.Message> kinds() {
    var kinds = new TreeMap<String, Type.Message>();
    kinds.put("v1/Namespace", object(field(2, "spec", message(field(1, "finalizers", TEXTS)))));
    kinds.put(
        "v1/ConfigMap",
        object(
            field(2, "data", TEXT_BY_TEXT),
            field(3, "binaryData", BYTES_BY_TEXT),
            field(4, "immutable", TRUTH)));
    kinds.put(
        "v1/Secret",
        object(
            field(2, "data", BYTES_BY_TEXT),
            field(3, "type", TEXT),
            field(4, "stringData", TEXT_BY_TEXT),
            field(5, "immutable", TRUTH)));
    kinds.put("v1/ServiceAccount", object(field(3, "imagePullSecrets", new Type.Repeated(NAMED))));
    kinds.put(
        "scheduling.k8s.io/v1/PriorityClass",
        object(
            field(2, "value", OPTIONAL_NUMBER),
            field(3, "globalDefault", TRUTH),
            field(4, "description", TEXT),
            field(5, "preemptionPolicy", TEXT)));
    kinds.put("batch/v1/Job", object(field(2, "spec", job())));
    kinds.put("apps/v1/Deployment", object(field(2, "spec", deployment())));
    kinds.put("policy/v1/Eviction", object(field(2, "deleteOptions", deleteOptions())));
    kinds.put("authentication.k8s.io/v1/TokenRequest", object(field(2, "spec", tokenRequest())));
    kinds.put("authentication.k8s.io/v1/SelfSubjectReview", object(field(2, "status", IGNORED)));
    kinds.put(
        "authentication.k8s.io/v1/TokenReview",
        object(field(2, "spec", message(field(1, "token", TEXT), field(2, "audiences", TEXTS)))));
    kinds.put(
        "authorization.k8s.io/v1/SelfSubjectAccessReview", object(field(2, "spec", access())));
    kinds.put(
        "authorization.k8s.io/v1/SelfSubjectRulesReview",
        object(field(2, "spec", message(field(1, "namespace", TEXT)))));
    return kinds;
  }

  private static Type job() {
    return message(
        field(1, "parallelism", OPTIONAL_NUMBER),
        field(2, "completions", OPTIONAL_NUMBER),
        field(3, "activeDeadlineSeconds", OPTIONAL_NUMBER),
        field(6, "template", TEMPLATE),
        field(7, "backoffLimit", OPTIONAL_NUMBER),
        field(8, "ttlSecondsAfterFinished", OPTIONAL_NUMBER),
        field(9, "completionMode", TEXT),
        field(10, "suspend", TRUTH));
  }

  private static Type deployment() {
    return message(
        field(1, "replicas", OPTIONAL_NUMBER),
        field(2, "selector", message(field(1, "matchLabels", TEXT_BY_TEXT))),
        field(3, "template", TEMPLATE),
        field(4, "strategy", message(field(1, "type", TEXT))),
        field(5, "minReadySeconds", NUMBER),
        field(6, "revisionHistoryLimit", OPTIONAL_NUMBER),
        field(7, "paused", TRUTH),
        field(9, "progressDeadlineSeconds", OPTIONAL_NUMBER));
  }

  private static Type deleteOptions() {
    return message(
        field(1, "gracePeriodSeconds", OPTIONAL_NUMBER),
        field(
            2, "preconditions", message(field(1, "uid", TEXT), field(2, "resourceVersion", TEXT))),
        field(4, "propagationPolicy", TEXT),
        field(5, "dryRun", TEXTS));
  }

  private static Type tokenRequest() {
    return message(
        field(1, "audiences", TEXTS),
        field(
            3,
            "boundObjectRef",
            message(
                field(1, "kind", TEXT),
                field(2, "apiVersion", TEXT),
                field(3, "name", TEXT),
                field(4, "uid", TEXT))),
        field(4, "expirationSeconds", OPTIONAL_NUMBER));
  }

  private static Type access() {
    return message(
        field(
            1,
            "resourceAttributes",
            message(
                field(1, "namespace", TEXT),
                field(2, "verb", TEXT),
                field(3, "group", TEXT),
                field(4, "version", TEXT),
                field(5, "resource", TEXT),
                field(6, "subresource", TEXT),
                field(7, "name", TEXT))),
        field(2, "nonResourceAttributes", message(field(1, "path", TEXT), field(2, "verb", TEXT))));
  }

  /** A kind with metadata in field 1 and a status, which clients do not set, in field 3. */
  @SafeVarargs
  private static Type.Message object(Map.Entry<Integer, Field>... own) {
    var fields = new TreeMap<Integer, Field>();
    fields.put(3, new Field("status", IGNORED));
    for (var field : own) {
      fields.put(field.getKey(), field.getValue());
    }
    fields.put(1, new Field("metadata", METADATA));
    return new Type.Message(fields);
  }

  @SafeVarargs
  private static Type.Message message(Map.Entry<Integer, Field>... fields) {
    var byNumber = new TreeMap<Integer, Field>();
    for (var field : fields) {
      byNumber.put(field.getKey(), field.getValue());
    }
    return new Type.Message(byNumber);
  }

  private static Map.Entry<Integer, Field> field(int number, String name, Type type) {
    return Map.entry(number, new Field(name, type));
  }
}
