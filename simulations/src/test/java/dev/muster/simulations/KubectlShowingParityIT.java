package dev.muster.simulations;

import static dev.muster.simulations.KubectlParityIT.gang;
import static dev.muster.simulations.KubectlParityIT.map;
import static dev.muster.simulations.KubectlParityIT.pod;
import static dev.muster.simulations.KubectlParityIT.workload;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people make, look at and may do: the same of both, as are objects that are refused. */
final class KubectlShowingParityIT {
  private static final String STATUS = " --subresource=status --type=merge -p {\"status\":%s}";

  private static final String RIGHTS =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: rr, namespace: making, labels: {a: b}}
      rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: rr, namespace: making}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: rr}
      subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: u}]
      """;

  @RegisterExtension private static final KubectlPair both = new KubectlPair();

  @Test
  void objectsAreMadeByCommandsOfTheirOwn() {
    both.enter("making");
    both.done("create namespace made -o yaml");
    both.done("create configmap m --from-literal=a=b --from-literal=c=café -o yaml");
    both.done("create secret generic s --from-literal=a=b -o yaml");
    both.done(
        "create secret docker-registry r --docker-username=u --docker-password=p"
            + " --docker-server=none -o yaml");
    both.done("create serviceaccount sa -o yaml");
    both.done("create priorityclass urgent --value=7 --description=soon -o yaml");
    both.done("create priorityclass idle --value=-7 --preemption-policy=Never -o yaml");
    both.done("create deployment d --image=none --replicas=3 --port=80 -o yaml");
    both.done("create job j --image=none -o yaml -- sleep 1");
    both.done("create role r --verb=get,list --resource=pods --resource-name=a -o yaml");
    both.done("create role s --verb=* --resource=deployments.apps/scale,aw -o yaml");
    both.done(
        "create rolebinding rb --role=r --user=u --group=g --serviceaccount=making:sa -o yaml");
    both.done("create clusterrole c --verb=get --non-resource-url=/logs/* -o yaml");
    both.done("create clusterrole agg --aggregation-rule=a=b,c=d -o yaml");
    both.done("create clusterrolebinding cb --clusterrole=c --group=g -o yaml");
    both.done("create pdb p --selector=app=d --min-available=1 -o yaml");
    both.done("create pdb q --selector=app=d,b=c --max-unavailable=50% -o yaml");
    both.done("create service clusterip si --tcp=80:8080 --dry-run=client -o yaml");
    both.done("create service externalname se --external-name=example.org -o yaml");
    both.done("create ingress i --rule=host/path*=svc:80,tls=s --class=c -o yaml");
    both.done("create ingress k --default-backend=svc:http --annotation=a=b -o yaml");
    both.done(
        "run p --image=none --labels=a=b --restart=Never"
            + " --overrides={\"spec\":{\"automountServiceAccountToken\":false}} -o yaml -- echo it");
    both.refused("create role r --verb=get --resource=pods");
    both.refused("create role r --verb=get --resource=nothings");
    both.refused("create rolebinding rb --role=r --user=u");
    both.refused("create pdb p --selector=a=b --min-available=1");
    both.refused("create pdb z --selector=a=b --min-available=much");
    both.refused("create priorityclass system-x --value=2000000000");
    both.refused("create clusterrole Bad/Name --verb=get --resource=pods");
    both.refused("create namespace Bad_Name");
    both.done("get role,rolebinding,pdb,ing,sa,cm,secret,job -o wide");
    both.done("get clusterrole c agg -o wide");
    both.done("get clusterrolebinding cb -o wide");
    both.done("get priorityclass urgent idle");
    both.done("describe rolebinding rb");
    both.done("describe clusterrole c");
    both.done("describe pc urgent");
    both.done("auth reconcile -f -", RIGHTS);
    both.done("auth reconcile -f -", RIGHTS.replace("[get]", "[get, list]"));
    both.done("get role rr -o yaml");
    both.done("delete ns made --wait=false");
  }

  @Test
  void objectsAreShown() {
    both.enter("showing");
    both.done("create -f -", pod("p"));
    both.done("create -f -", workload("Deployment", "d", 2));
    both.done("create -f -", gang("g", ", labels: {team: blue}"));
    both.done("create -f -", map("m", "{a: b, c: d}"));
    both.done("create pdb b --selector=app=d --min-available=1");
    both.done("patch pod p" + STATUS.formatted("{\"phase\":\"Running\",\"podIP\":\"1.2.3.4\"}"));
    both.done("patch aw g" + STATUS.formatted("{\"phase\":\"Running\"}"));
    for (var what : "pods deploy aw cm sa pdb netpol rs jobs events,pods".split(" ")) {
      both.done("get " + what);
      both.done("get " + what + " -o wide --show-labels");
    }
    both.done("get pod p -o yaml");
    both.done("get pod p -o json");
    both.done("get aw g -o yaml");
    both.done("get pdb b -o yaml");
    both.done("get pods,deploy -o name");
    both.done("get all");
    both.done("get pods -l app=try,app!=tried --no-headers");
    both.done("get aw -l team -L team");
    both.done("get pods --field-selector=status.phase=Running -o name");
    both.refused("get pods --field-selector=spec.nothing=1");
    both.refused("get pods none");
    both.refused("get pods p none");
    both.done("get pods none --ignore-not-found");
    both.done("get aw -o custom-columns=N:.metadata.name,P:.status.phase");
    both.done("get pods --sort-by=.metadata.name -o jsonpath={.items[*].metadata.name}");
    both.done("describe cm m");
    both.done("describe aw g");
    both.done("describe deployment d");
    both.done("describe pod p");
    both.done("describe pdb b");
    both.refused("describe pod none");
  }

  @Test
  void whatAUserMayDo() {
    both.enter("rights");
    both.done("create role reader --verb=get,list --resource=pods,appwrappers");
    both.done("create rolebinding alice-reads --role=reader --user=alice");
    both.done("create clusterrole counter --verb=list --resource=nodes");
    both.done("create clusterrolebinding alice-counts --clusterrole=counter --user=alice");
    both.done("create clusterrole editor --verb=create,get --resource=networkpolicies,pdb");
    both.done("create rolebinding team-edits --clusterrole=editor --group=team");
    assertThat(both.done("auth can-i list pods --as=alice")).isEqualTo("yes\n");
    assertThat(both.refused("auth can-i delete pods --as=alice")).isEmpty();
    both.done("auth can-i get aw --as=alice");
    both.refused("auth can-i get pods --as=alice -n default");
    both.refused("auth can-i list pods -A --as=alice");
    both.done("auth can-i list nodes --as=alice");
    both.refused("auth can-i get pods --subresource=log --as=alice");
    both.refused("auth can-i use nothings --as=alice");
    both.done("auth can-i * *");
    both.done("auth can-i get /healthz --as=alice");
    both.refused("auth can-i get /logs --as=alice");
    both.done("auth can-i list pods/a --as=alice");
    both.refused("auth can-i list pods --as=alice -q -n default");
    both.refused("auth can-i list deployments.apps --as=system:serviceaccount:rights:default");
    both.refused("auth can-i list");
    both.refused("auth can-i list pods --list");
    both.done("auth can-i create networkpolicies --as=bob --as-group=team");
    both.done("auth can-i get poddisruptionbudgets --as=bob --as-group=team");
    both.refused("auth can-i create roles --as=bob --as-group=team");
    both.done("auth whoami --as=alice");
    both.done("auth whoami --as=bob --as-group=team -o yaml");
    both.refused("auth can-i list pods --as-group=team");
    both.refused("get cm --as=alice");
    both.refused("delete pod x --as=alice");
    both.done("get role,rolebinding -o wide");
    both.done("describe role reader");
    both.done("describe rolebinding alice-reads");
    var own = "^(pods|nodes|appwrappers|selfsubject)";
    assertThat(both.alikeIn(own, "auth can-i --list --as=alice")).hasSizeGreaterThan(3);
    both.done("auth can-i --list --as=nobody --as-group=team --no-headers -n rights");
    both.alikeIn("^(\\*|NAME)|^ +\\[\\*\\]", "auth can-i --list");
  }

  @Test
  void badObjectsAreRefusedAndUnknownFieldsTold() {
    both.enter("wrong");
    both.refused("create -f -", pod("Not_A_Name"));
    both.refused("create -f -", pod("a").replace("name: main, ", ""));
    both.refused("create -f -", pod("a").replace("cpu: 1", "cpu: much"));
    both.refused("create -f -", pod("a").replace("image:", "imagee:"));
    both.done("create --validate=warn -f -", pod("b").replace("image: none", "image: i, extra: 1"));
    both.done(
        "create --validate=ignore -f -", pod("c").replace("image: none", "image: i, extra: 1"));
    both.refused("create --validate=strict -f -", gang("g", ", finalisers: []"));
    both.refused("create -f -", gang("g", "").replaceFirst("spec:", "specs:"));
    both.refused("create -f -", gang("g", "").replace("components:", "component:"));
    both.refused("create -f -", gang("g", "").replace("AppWrapper", "AppWraper"));
    both.done(
        "create --validate=warn -f -", gang("g", "").replaceFirst("spec:", "spec:\n  odd: 1"));
    both.refused("create -f -", gang("g", ""));
    both.refused("create -f -", map("m", "[1]"));
    both.refused("create -f -", map("m", "{a: {b: c}}"));
    both.refused("create -f -", map("m", "{'not a key': v}"));
    both.refused("create -f -", map("m", "{}") + "---\nkind: Nothing\n");
    both.refused("create -f -", workload("Deployment", "d", -1));
    both.refused("create -f -", workload("Deployment", "d", 1).replaceFirst("app: d", "app: e"));
    both.refused("replace -f -", map("none", "{}"));
    both.refused("create namespace wrong");
    both.refused("create cm x --from-literal=k=v -n nowhere");
  }
}
