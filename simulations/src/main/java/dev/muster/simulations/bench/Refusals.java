package dev.muster.simulations.bench;

import dev.muster.scheduler.kube.Api.Answer;

/** Says what a server's refusal means for the user of a bench. */
final class Refusals {
  private Refusals() {}

  static BenchProblem problem(String what, Answer answer) {
    return switch (answer) {
      case Answer.Done done -> throw new IllegalArgumentException("it was done: " + done);
      case Answer.Unknown unknown ->
          new BenchProblem(
              "cannot %s: no answer from the API server (%s)".formatted(what, unknown.problem()),
              "check the server's address in the kubeconfig, and that it runs");
      case Answer.Refused refused ->
          new BenchProblem(
              "cannot %s: %s (HTTP %d)".formatted(what, refused.message(), refused.code()),
              fix(refused.code()));
    };
  }

  private static String fix(int code) {
    return switch (code) {
      case 401 -> "log in again: the server does not know the user of the kubeconfig";
      case 403 ->
          "use a user who may create, patch, list, watch and delete gangs, pods, Jobs, nodes";
      case 404 -> "check --namespace, and that the definitions (manifests/crds) are applied";
      case 409 -> "remove what an earlier bench left behind: ./muster bench --clean";
      default -> "see what the server says about it";
    };
  }
}
