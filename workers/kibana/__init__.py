"""What docmill brings into Kibana: data views, charts, saved searches, dashboards."""
