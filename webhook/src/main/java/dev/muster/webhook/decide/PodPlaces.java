package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.Demands;
import dev.muster.scheduler.demand.LabelValues;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Where in an object that makes pods their labels stand, and what Muster labels them with. */
final class PodPlaces {
  private static final String POD_SET = "muster.dev/pod-set";
  private static final List<String> OF_OTHERS =
      List.of(
          "workload.codeflare.dev/appwrapper",
          "muster.dev/gang-uid",
          "muster.dev/epoch",
          "muster.dev/component");

  private static final String ROOT = "template";
  private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\[(\\d{1,9})]");

  /** KServe's workers have no labels of their own. */
  private static final String WORKERS = ".workerSpec";

  private PodPlaces() {}

  /**
   * The place of the labels of each pod set that stands in the object; none if it is unreadable.
   */
  static Map<List<String>, Map<String, String>> of(Map<String, ?> object) {
    var places = new LinkedHashMap<List<String>, Map<String, String>>();
    if (Demands.ofObject(object) instanceof Demand.Readable demand) {
      boolean inline = "InferenceService".equals(object.get("kind"));
      for (var podSet : demand.podSets()) {
        if (podSet.path().startsWith(ROOT) && !(inline && podSet.path().endsWith(WORKERS))) {
          places.put(path(podSet.path(), inline), labels(podSet));
        }
      }
    }
    return places;
  }

  /** Labels by which pods are of another gang than that whose template they stand in. */
  static void check(Map<String, ?> object, Problems problems) {
    for (var path : of(object).keySet()) {
      var labels = at(Tree.lenient(object), path);
      for (var label : OF_OTHERS) {
        if (!labels.get(label).isAbsent()) {
          problems.add(
              String.join(".", path), "the label " + label + " cannot be set here; leave it out");
        }
      }
    }
  }

  /** What stands there. */
  static Tree at(Tree object, List<String> path) {
    var place = object;
    for (var step : path) {
      place = step.matches("\\d+") ? item(place, Integer.parseInt(step)) : place.get(step);
    }
    return place;
  }

  private static Tree item(Tree list, int index) {
    var items = list.items();
    return index < items.size() ? items.get(index) : Tree.lenient(null);
  }

  private static Map<String, String> labels(PodSet podSet) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(POD_SET, LabelValues.podSet(podSet.name()));
    if (podSet.gateable()) {
      labels.put(PlacementGate.LABEL, "exact");
    }
    return labels;
  }

  private static List<String> path(String template, boolean inline) {
    var path = new ArrayList<String>();
    var steps = STEP.matcher(template.substring(ROOT.length()));
    while (steps.find()) {
      path.add(steps.group(1) != null ? steps.group(1) : steps.group(2));
    }
    if (!inline) {
      path.add("metadata");
    }
    path.add("labels");
    return path;
  }
}
