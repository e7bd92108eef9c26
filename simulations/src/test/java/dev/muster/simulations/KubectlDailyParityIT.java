package dev.muster.simulations;

import static dev.muster.simulations.KubectlParityIT.gang;
import static dev.muster.simulations.KubectlParityIT.map;
import static dev.muster.simulations.KubectlParityIT.pod;
import static dev.muster.simulations.KubectlParityIT.workload;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rest of what people type, from looking at objects to deleting them: the same of both. */
final class KubectlDailyParityIT {
  private static final String STATUS = " --subresource=status --type=merge -p {\"status\":%s}";

  private static final String SCALER =
      "{.metadata.managedFields[?(@.subresource==\"scale\")].fieldsV1}";

  @RegisterExtension private static final KubectlPair both = new KubectlPair();

  @Test
  void scale() {
    both.enter("scaling");
    both.done("create -f -", workload("Deployment", "d", 2));
    both.done("create -f -", workload("ReplicaSet", "r", 2));
    assertThat(both.done("scale deployment d --replicas=5")).contains("scaled");
    both.done("scale rs/r --replicas=0");
    both.done("scale deploy,rs --all --replicas=3");
    both.refused("scale deployment d --replicas=1 --current-replicas=9");
    both.refused("scale deployment none --replicas=1");
    both.refused("scale deployment d --replicas=-1");
    both.refused("scale cm none --replicas=1");
    both.done("scale deployment d --replicas=4 --current-replicas=3");
    var version = "scale deployment d --replicas=1 --resource-version=1";
    both.refused(version);
    both.refused(version + " --current-replicas=4");
    // kubectl says that it waited in vain, or that its own pace would not let it ask in time
    both.refusedInItsOwnWords("scale rs r --replicas=2 --current-replicas=3 --timeout=1s");
    both.done("scale deployment d --replicas=9 --dry-run=server");
    both.done("scale deployment d --replicas=9 --dry-run=client -o name");
    both.done("scale -f - --replicas=6", workload("Deployment", "d", 2));
    both.done("create -f -", workload("StatefulSet", "s", 1));
    both.done("scale sts s --replicas=2 -o name");
    both.refused("scale aw none --replicas=1");
    both.refused("scale deployment d");
    both.refused("scale pod none --replicas=1");
    both.done("get deployment d --subresource=scale -o yaml");
    both.done("get deployment d --subresource=scale");
    both.done("get rs r --subresource=scale");
    both.done("patch deployment d --subresource=scale --type=merge -p {\"spec\":{\"replicas\":2}}");
    both.refused(
        "patch deployment d --subresource=scale --type=merge -p {\"spec\":{\"replicas\":-2}}");
    both.done("get deploy,sts -o yaml");
    both.done("get sts s -o jsonpath=" + SCALER + " --show-managed-fields");
    both.done("get rs r -o wide");
  }

  private static String fleets(String selector) {
    return """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: fleets.test.muster.dev}
    spec:
      group: test.muster.dev
      scope: Namespaced
      names: {plural: fleets, singular: fleet, kind: Fleet}
      versions:
      - name: v1
        served: true
        storage: true
        subresources:
          status: {}
          scale: {specReplicasPath: .spec.ships, statusReplicasPath: .status.ships%s}
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec: {type: object, properties: {ships: {type: integer, maximum: 100}}}
              status: {type: object, properties: {ships: {type: integer}, at: {type: string}}}
    """
        .formatted(selector);
  }

  private static String fleet(String name, String spec) {
    return """
    apiVersion: test.muster.dev/v1
    kind: Fleet
    metadata: {name: %s}
    spec: %s
    """
        .formatted(name, spec);
  }

  @Test
  void scaleOfCustomKinds() {
    both.enter("sailing");
    both.done("create -f -", fleets(", labelSelectorPath: .status.at"));
    both.done("wait crd/fleets.test.muster.dev --for=condition=Established --timeout=20s");
    both.done("create -f -", fleet("a", "{ships: 2}"));
    both.done("create -f -", fleet("b", "{}"));
    assertThat(both.done("scale fleet a --replicas=5")).contains("scaled");
    both.done("scale fleet a --replicas=6 --current-replicas=5");
    both.refused("scale fleet a --replicas=1 --current-replicas=5");
    both.refused("scale fleet a --replicas=1 --resource-version=1");
    both.refused("scale fleet a --replicas=-1");
    both.refused("scale fleet a --replicas=101");
    both.refused("scale fleet none --replicas=1");
    both.done("scale fleet b --replicas=1");
    both.done("patch fleet a" + STATUS.formatted("{\"ships\":4,\"at\":\"sea=north\"}"));
    both.done("get fleet a --subresource=scale -o yaml");
    both.done("get fleet a --subresource=scale");
    both.done("get fleet -o yaml");
    both.done("get fleet a -o jsonpath=" + SCALER + " --show-managed-fields");
    both.done("create -f -", fleet("c", "{}"));
    both.refused("get fleet c --subresource=scale");
    both.refused("scale fleet c --replicas=1 --current-replicas=0");
    both.done("delete crd fleets.test.muster.dev --wait=false");
  }

  @Test
  void errorsOfEveryDay() {
    both.enter("failing");
    both.done("create -f -", map("m", "{}"));
    both.done("create -f -", pod("p"));
    both.refused("get cm none");
    both.refused("get cm none -o yaml");
    both.refused("get aw none");
    both.refused("get cm/none aw/none");
    both.refused("get none/m");
    both.refused("get cm m -n nowhere");
    both.refused("get node none");
    both.done("get cm -n nowhere");
    both.done("get aw -A -l none=here");
    both.refused("create cm m");
    both.refused("create -f -", pod("p"));
    both.refused("create ns failing");
    both.refused("create cm Bad_Name");
    both.refused(
        "create -f - -n other", map("m", "{}").replace("name: m", "name: m, namespace: failing"));
    both.refused("replace -f -", map("none", "{}"));
    both.refused("delete cm none");
    both.refused("delete aw none");
    both.refused("label cm none a=b");
    both.refused("annotate pod none a=b");
    both.refused("patch cm none --type=merge -p {}");
    both.refused("edit cm none");
    both.refused("logs none");
    both.refused("logs deployment/none");
    both.refused("exec none -- true");
    both.refused("attach none");
    both.refused("port-forward none 8080");
    both.refused("describe cm none");
    both.refused("rollout status deployment/none");
    both.refused("rollout restart cm/m");
    both.refused("set image deployment/none a=b");
    both.refused("taint node none a=b:NoSchedule");
    both.refused("cordon none");
    both.refused("drain none");
    both.refused("top pods");
    both.refused("expose deployment none --port=80");
    both.refused("autoscale deployment none --max=3");
    both.refused("explain none");
    both.refused("api-resources --api-group=none --cached=perhaps");
    both.refused("get --raw /apis/none");
    both.refused("get --raw /nothing");
    both.refused("get cm --as=nobody");
    both.refused("get cm m --as=nobody -o yaml");
    both.refused("create cm x --as=nobody");
    both.refused("delete cm m --as=nobody");
    both.refused("get aw -A --as=nobody");
    both.refused("get ns --as=nobody");
    both.refused("scale deployment d --replicas=1 --as=nobody");
  }

  @Test
  void labelsAnnotationsAndWaiting() {
    both.enter("labelling");
    both.done("create -f -", map("m", "{}"));
    both.done("create -f -", gang("g", ""));
    both.done("label cm m a=b");
    both.refused("label cm m a=c");
    both.done("label cm m a=c --overwrite");
    both.done("label cm m a-");
    both.done("label cm m none-");
    both.refused("label cm m bad_=/");
    both.refused("label cm m a=not/a/value");
    both.done("label aw --all x=y");
    both.done("annotate aw g note=some");
    both.refused("annotate aw g note=other");
    both.done("annotate aw g note-");
    both.refused("annotate aw none note=some");
    both.refused("wait aw/g --for=jsonpath={.status.phase}=Running --timeout=1s");
    both.done("patch aw g" + STATUS.formatted("{\"phase\":\"Running\"}"));
    both.done("wait aw/g --for=jsonpath={.status.phase}=Running --timeout=5s");
    both.refused("wait aw/none --for=condition=Ready --timeout=1s");
    both.done("wait aw/none --for=delete --timeout=1s");
    both.done("get cm,aw -o yaml");
  }

  @Test
  void rollout() {
    both.enter("rolling");
    both.done("create -f -", workload("Deployment", "d", 2));
    both.refused("rollout status deployment/d --timeout=1s");
    var ready =
        "{\"observedGeneration\":1,\"replicas\":2,\"updatedReplicas\":2,\"readyReplicas\":2,"
            + "\"availableReplicas\":2}";
    both.done("patch deployment d" + STATUS.formatted(ready));
    assertThat(both.done("rollout status deployment/d --timeout=5s")).contains("rolled out");
    both.done("get deploy d -o wide");
    both.done("rollout pause deployment/d");
    both.refused("rollout pause deployment/d");
    both.refused("rollout restart deployment/d");
    both.done("rollout resume deployment/d");
    both.done("rollout restart deployment/d");
    both.done("rollout history deployment/d");
    both.done("get deployment d -o yaml");
  }

  @Test
  void deletion() {
    both.enter("deleting");
    for (var name : "a b c d".split(" ")) {
      both.done("create -f -", map(name, "{}"));
    }
    both.done("create -f -", pod("p"));
    both.done("create -f -", gang("g", ", finalizers: [test.muster.dev/held]"));
    assertThat(both.done("delete cm a --wait --timeout=5s")).contains("deleted");
    both.refused("delete cm a");
    both.done("delete cm a --ignore-not-found");
    both.done("delete cm b --dry-run=server");
    both.done("delete cm b --cascade=background -o name");
    both.done("delete -f - --wait=false", map("c", "{}"));
    both.refused("delete aw g --timeout=1s");
    both.done("get aw g");
    both.done("get aw g -o yaml");
    both.done("patch aw g --type=merge -p {\"metadata\":{\"finalizers\":null}}");
    both.refused("get aw g");
    both.done("delete pod p --grace-period=0 --force");
    both.done("delete pod --all");
    both.done("delete cm d --now");
    both.refused("delete nothing x");
    both.refused("delete cm");
  }
}
