[assembly: TestFramework("Governance.TestKit.Databases.PortalTestFramework", "Governance.TestKit")]
