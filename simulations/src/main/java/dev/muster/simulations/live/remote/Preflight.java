package dev.muster.simulations.live.remote;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.operators.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Finds out, before anything is written, whether the parts can do their work in that cluster. */
final class Preflight {
  private static final Api.Kind REVIEWS =
      new Api.Kind("authorization.k8s.io", "v1", "selfsubjectaccessreviews", false);
  private static final Api.Kind DEFINITIONS =
      new Api.Kind("apiextensions.k8s.io", "v1", "customresourcedefinitions", false);
  private static final Api.Kind DEPLOYMENTS = new Api.Kind("apps", "v1", "deployments", true);
  private static final int CONFLICT = 409;

  private final Calls calls;
  private final RemoteOptions options;

  /** Tells after a while whether to go on waiting. */
  private final BooleanSupplier pause;

  Preflight(Calls calls, RemoteOptions options, BooleanSupplier pause) {
    this.calls = calls;
    this.options = options;
    this.pause = pause;
  }

  /** What stands against it, each with its remedy; empty if nothing does. */
  List<String> problems() {
    var problems = new ArrayList<String>();
    List<Right> denied = denied(problems);
    if (!problems.isEmpty()) {
      return problems;
    }
    denied.forEach(right -> problems.add("no right to " + right));
    for (Part part : options.parts()) {
      if (problems.isEmpty()) {
        foreign(part, problems);
      }
    }
    return problems;
  }

  private List<Right> denied(List<String> problems) {
    var rights = new LinkedHashSet<Right>();
    options.parts().forEach(part -> rights.addAll(Right.of(part)));
    rights.addAll(Right.ofNodes(!options.nodes().groups().isEmpty(), options.nodes().heartbeats()));
    var denied = new ArrayList<Right>();
    for (Right right : rights) {
      switch (calls.create(REVIEWS, review(right))) {
        case Answer.Done done -> {
          if (!Trees.flag(done.object(), "status", "allowed")) {
            denied.add(right);
          }
        }
        case Answer.Refused refused -> {
          problems.add("the server refuses to say what is allowed: " + refused.message());
          return denied;
        }
        case Answer.Unknown unknown -> {
          problems.add("the server does not answer: " + unknown.problem());
          return denied;
        }
      }
    }
    return denied;
  }

  private static Map<String, @Nullable Object> review(Right right) {
    var attributes =
        Trees.object(
            "verb", right.verb(),
            "group", right.group(),
            "resource", right.resource(),
            "subresource", right.subresource());
    return Trees.object(
        "apiVersion", "authorization.k8s.io/v1",
        "kind", "SelfSubjectAccessReview",
        "spec", Trees.object("resourceAttributes", attributes));
  }

  /** Whether the kinds are served that the part looks after, and by nobody else. */
  private void foreign(Part part, List<String> problems) {
    var definitions = new ArrayList<Map<String, @Nullable Object>>();
    part.definitions().forEach(file -> definitions.add(read(file)));
    if (options.installCrds()) {
      for (var definition : definitions) {
        install(definition, problems);
      }
      awaitServed(definitions);
    }
    for (var definition : definitions) {
      if (problems.isEmpty() && !isServed(definition)) {
        problems.add(
            "%s %s is not served: add --install-crds, or leave it out by --only without %s"
                .formatted(apiVersion(definition), kind(definition), part.word()));
      }
    }
    var selector = rival(part);
    if (!selector.isEmpty()
        && calls.list(DEPLOYMENTS, selector) instanceof Api.Listing.Complete found) {
      found.objects().stream()
          .filter(operator -> Trees.number(operator, 0, "status", "readyReplicas") > 0)
          .map(operator -> Trees.namespace(operator) + "/" + Trees.name(operator))
          .forEach(operator ->
              problems.add(
                  "%s runs: two would fight; leave it out by --only without %s"
                      .formatted(operator, part.word())));
    }
  }

  /** How the Deployment of the operator is labelled that does the same in earnest. */
  private static String rival(Part part) {
    return switch (part) {
      case RAY -> "app.kubernetes.io/name=kuberay-operator";
      case PYTORCH -> "control-plane=kubeflow-training-operator";
      case JOB_SET -> "app.kubernetes.io/part-of=jobset";
      case KSERVE -> "control-plane=kserve-controller-manager";
      case MACHINES -> "api=clusterapi,k8s-app=controller";
      case KUBELET, JOB, DEPLOYMENT, STATEFUL_SET, SCHEDULER -> "";
    };
  }

  private void install(Map<String, @Nullable Object> definition, List<String> problems) {
    var answer = calls.create(DEFINITIONS, definition);
    if (answer instanceof Answer.Refused refused && refused.code() != CONFLICT) {
      problems.add("cannot define " + Trees.name(definition) + ": " + refused.message());
    } else if (answer instanceof Answer.Unknown unknown) {
      problems.add("cannot define " + Trees.name(definition) + ": " + unknown.problem());
    }
  }

  /** A definition is served a moment after it was created. */
  private void awaitServed(List<Map<String, @Nullable Object>> definitions) {
    boolean goOn = true;
    while (goOn && !definitions.stream().allMatch(this::isServed)) {
      goOn = pause.getAsBoolean();
    }
  }

  private boolean isServed(Map<String, @Nullable Object> definition) {
    return calls.serves(apiVersion(definition), kind(definition));
  }

  /** Of the first version, which is that in which objects are read. */
  private static String apiVersion(Map<String, @Nullable Object> definition) {
    var version = Trees.text(Trees.maps(definition, "spec", "versions").getFirst(), "name");
    return Trees.text(definition, "spec", "group") + "/" + version;
  }

  private static String kind(Map<String, @Nullable Object> definition) {
    return Trees.text(definition, "spec", "names", "kind");
  }

  private static Map<String, @Nullable Object> read(String resource) {
    var mapper = YAMLMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();
    try (var stream = Preflight.class.getClassLoader().getResourceAsStream(resource)) {
      return Trees.map(mapper.readValue(stream, Object.class));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + resource, failure);
    }
  }
}
