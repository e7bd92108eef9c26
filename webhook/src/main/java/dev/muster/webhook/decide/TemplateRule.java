package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.Shown;
import dev.muster.scheduler.demand.Tree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is wrapped is one object of the AppWrapper's own namespace, as a user writes it. Nothing in
 * it may give more rights than its submitter has, or pass for what only controllers write.
 */
final class TemplateRule {
  private static final String KIND = "AppWrapper";

  /** Groups in which every object changes who may do what. */
  private static final Set<String> NEVER =
      new TreeSet<>(
          List.of(
              "admissionregistration.k8s.io",
              "apiextensions.k8s.io",
              "apiregistration.k8s.io",
              "certificates.k8s.io",
              "rbac.authorization.k8s.io",
              "authorization.openshift.io"));

  private static final List<String> CONTROLLERS_FIELDS =
      List.of("ownerReferences", "finalizers", "managedFields");
  private static final String OWN_PREFIX = "muster.dev/";

  private TemplateRule() {}

  static void check(Wrapper wrapper, String namespace, Problems problems) {
    for (var template : wrapper.templates()) {
      named(template, problems);
      kind(template, problems);
      namespace(template, namespace, problems);
      foreignFields(template, problems);
    }
  }

  private static void named(Tree template, Problems problems) {
    for (var field : List.of("apiVersion", "kind")) {
      if (template.get(field).text("").isEmpty()) {
        problems.add(template.get(field), "failed to decode as JSON: is missing");
      }
    }
    var metadata = template.get("metadata");
    if (metadata.get("name").text("").isEmpty()
        && metadata.get("generateName").text("").isEmpty()) {
      problems.add(metadata.get("name"), "is missing");
    }
  }

  private static void kind(Tree template, Problems problems) {
    var apiVersion = template.get("apiVersion").text("");
    int slash = apiVersion.indexOf('/');
    var group = slash < 0 ? "" : apiVersion.substring(0, slash);
    if (template.get("kind").text("").equals(KIND)) {
      problems.add(template, "Nested AppWrappers are forbidden");
    } else if (NEVER.contains(group)) {
      problems.add(template, "objects of " + group + " cannot be wrapped");
    }
  }

  private static void namespace(Tree template, String own, Problems problems) {
    var place = template.get("metadata").get("namespace");
    var namespace = place.text("");
    if (!namespace.isEmpty() && !namespace.equals(own)) {
      problems.add(
          place,
          "AppWrappers cannot create objects in other namespaces; leave it out, or say "
              + Shown.value(own));
    }
  }

  private static void foreignFields(Tree template, Problems problems) {
    var metadata = template.get("metadata");
    for (var field : CONTROLLERS_FIELDS) {
      if (!isEmpty(metadata.get(field))) {
        problems.add(metadata.get(field), "cannot be set in a wrapped object; leave it out");
      }
    }
    if (!isEmpty(template.get("status"))) {
      problems.add(template.get("status"), "cannot be set in a wrapped object; leave it out");
    }
    for (var section : List.of("labels", "annotations")) {
      for (var entry : metadata.get(section).fields().entrySet()) {
        if (entry.getKey().startsWith(OWN_PREFIX)) {
          problems.add(
              entry.getValue(), "begins with " + OWN_PREFIX + ", which only Muster writes");
        }
      }
    }
  }

  /** Encoders write empty values where nothing was set. */
  private static boolean isEmpty(Tree place) {
    return switch (place.value()) {
      case null -> true;
      case Map<?, ?> map -> map.isEmpty();
      case List<?> list -> list.isEmpty();
      default -> false;
    };
  }
}
