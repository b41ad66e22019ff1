package org.earwitness.app.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/** Gives every role its rights on a cluster. Takes none away: who else may what is not ours to know. One thread at a time. */
final class RightsPlan {
    private final Rights rights;
    private final Principals principals;
    private final ClusterAnswers cluster;
    private final Admin admin;

    RightsPlan(Rights rights, Principals principals, Admin admin, Duration deadline) {
        this.rights = rights;
        this.principals = principals;
        this.admin = admin;
        this.cluster = new ClusterAnswers(deadline);
    }

    /**
     * Makes those that are missing; doing it twice is harmless.
     *
     * @return what was made, in the order of the roles
     * @throws ClusterRefused when the login may not give rights, or the cluster keeps none
     * @throws ClusterUnavailable when the cluster does not answer in time
     */
    List<AclBinding> apply() {
        Collection<AclBinding> present = cluster.answer(
                "reading the rights", admin.describeAcls(AclBindingFilter.ANY).values());
        Set<AclBinding> known = Set.copyOf(present);
        List<AclBinding> missing = new ArrayList<>();
        for (Role role : Role.values()) {
            for (Right right : rights.of(role)) {
                right.bindings(principals.of(role))
                        .filter(binding -> !known.contains(binding))
                        .forEach(missing::add);
            }
        }
        cluster.answer("giving rights", admin.createAcls(missing).all());
        return missing;
    }
}
