package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.demand.LabelValues;
import dev.muster.scheduler.kube.watch.Labels;
import dev.muster.scheduler.kube.watch.Meta;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.PodSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the object that is created from a wrapped template: the template as it is, plus who owns it
 * and which attempt it belongs to, and in its pod templates what the pods need to be found, to be
 * placed, and what was put aside for them in {@code podSetInfos}.
 */
final class ChildBuilder {
  /** What cannot be made, and never can be. */
  static final class Unbuildable extends Exception {
    private static final long serialVersionUID = 1;

    Unbuildable(String message) {
      super(message);
    }
  }

  private static final List<String> SERVER_FIELDS =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "selfLink",
          "generateName");

  private final Gang gang;
  private final String gangVersion;
  private final Admission admission;
  private final Map<String, @Nullable Object> component;
  private final int index;

  /**
   * @param gang as read just now
   * @param gangVersion the {@code apiVersion} of its object
   * @param component the entry of {@code spec.components}
   */
  ChildBuilder(
      Gang gang,
      String gangVersion,
      Admission admission,
      Map<String, @Nullable Object> component,
      int index) {
    this.gang = gang;
    this.gangVersion = gangVersion;
    this.admission = admission;
    this.component = component;
    this.index = index;
  }

  /**
   * The name that the object of a component has: the template's, or one made to be repeated, as
   * long as the API server would make it; empty if the template has neither.
   */
  static String nameOf(String gangUid, Map<String, @Nullable Object> component, int index) {
    var metadata = Trees.asObject(Trees.asObject(component.get("template")).get("metadata"));
    var name = Trees.asText(metadata.get("name"));
    var base = Trees.asText(metadata.get("generateName"));
    if (!name.isEmpty() || base.isEmpty()) {
      return name;
    }
    return LabelValues.generated(base, gangUid + "/" + index);
  }

  /**
   * The object to be created.
   *
   * @param podScheduler who binds pods that name nobody; empty if nobody in particular
   */
  Map<String, @Nullable Object> build(String podScheduler) throws Unbuildable {
    var object = Trees.asObject(Trees.copy(component.get("template")));
    object.remove("status");
    var metadata = Trees.object(object, "metadata");
    var name = nameOf(gang.id().uid(), component, index);
    if (name.isEmpty()) {
      throw new Unbuildable("resource name may not be empty: name or generateName is required");
    }
    SERVER_FIELDS.forEach(metadata::remove);
    metadata.put("name", name);
    metadata.put("namespace", gang.id().namespace());
    var labels = Trees.object(metadata, "labels");
    labels.putIfAbsent(Labels.GANG, gang.id().name());
    ownerLabels(labels, name);
    labels.put(Labels.COMPONENT, Integer.toString(index));
    metadata.put("ownerReferences", List.of(owner()));
    podTemplates(object, name, podScheduler);
    return object;
  }

  private Map<String, @Nullable Object> owner() {
    return Trees.map(
        "apiVersion",
        gangVersion,
        "kind",
        "AppWrapper",
        "name",
        gang.id().name(),
        "uid",
        gang.id().uid(),
        "controller",
        true,
        "blockOwnerDeletion",
        true);
  }

  /** What older tools select by stays as its user set it; what Muster itself relies on does not. */
  private void ownerLabels(Map<String, @Nullable Object> labels, String name) {
    labels.putIfAbsent(Labels.MCAD_GANG, gang.id().name());
    labels.putIfAbsent(Labels.MCAD_NAMESPACE, gang.id().namespace());
    labels.putIfAbsent(Labels.MCAD_ITEM, name.length() <= 63 ? name : name.substring(0, 63));
    labels.put(Labels.GANG_UID, gang.id().uid());
    labels.put(Labels.EPOCH, Integer.toString(admission.epoch()));
  }

  private void podTemplates(Map<String, @Nullable Object> object, String name, String scheduler)
      throws Unbuildable {
    var effective = effective();
    var infos = Trees.asList(component.get("podSetInfos"));
    for (int i = 0; i < effective.size(); i++) {
      var path = effective.get(i).path();
      var template = TemplatePath.find(object, path);
      if (template.isEmpty()) {
        if (podSet(path).isPresent()) {
          throw new Unbuildable("no pod template at " + path);
        }
        continue; // pods whose template is not ours to see
      }
      var place = PodPlace.of(object, path, template.get());
      var labels = Trees.object(place.metadata(), "labels");
      labels.put(Labels.GANG, gang.id().name());
      ownerLabels(labels, name);
      if (i < infos.size()) {
        PodSetInfo.inject(Trees.asObject(infos.get(i)), place);
      }
      if (!scheduler.isEmpty()) {
        place.spec().putIfAbsent("schedulerName", scheduler);
      }
      podSet(path).ifPresent(podSet -> place(podSet, labels));
    }
  }

  private List<ComponentStatus.EffectivePodSet> effective() {
    var objects = gang.spec().objects();
    return index < objects.size() ? objects.get(index).podSets() : List.of();
  }

  private void place(PodSet podSet, Map<String, @Nullable Object> labels) {
    labels.put(Labels.POD_SET, LabelValues.podSet(podSet.name()));
    if (admission.exact() && podSet.gateable()) {
      labels.put(Labels.PLACE, "exact"); // the webhook holds such a pod, while somebody leads
    }
  }

  private Optional<PodSet> podSet(String path) {
    if (gang.spec().demand() instanceof Demand.Readable demand) {
      for (var podSet : demand.podSets()) {
        if (podSet.component() == index && Objects.equals(podSet.path(), path)) {
          return Optional.of(podSet);
        }
      }
    }
    return Optional.empty();
  }

  /** Whether an object is this gang's, by the UID of its controlling owner. */
  static boolean isOurs(Meta object, String gangUid) {
    return object.owner().equals(gangUid);
  }
}
